import type { FaultKind } from "llmux";
import type { FaultName } from "llmux/testing";
import type { ProviderName } from "./upstreams.ts";

/** `A`: complete answer; `filtered`: one that ends so, without text; `I kind`: breaks after text; else the kinds an error may have, in `create`. */
export type Expected =
  | "A"
  | "empty"
  | "filtered"
  | "A or E"
  | "I or E"
  | readonly ["I", ...FaultKind[]]
  | FaultKind
  | readonly FaultKind[];

export interface Row {
  readonly json: Expected;
  readonly stream: Expected;
  /** `older`: Gemini over Google's older SDK, where that differs from the present one. */
  readonly except?: Partial<Record<ProviderName | "older", { readonly json?: Expected; readonly stream?: Expected }>>;
}

const both = (expected: Expected): Row => ({ json: expected, stream: expected });
/** A JSON answer that was cut, or is none: nothing of it can be used. */
const BROKEN = ["server_error", "stream_truncated"] as const;
const LOST = ["connection", "stream_truncated", "server_error"] as const;
const CUT = { json: BROKEN, stream: ["I", "stream_truncated"] } as const;
/**
 * Google's older SDK sends with the global fetch, which follows redirects with all headers, the key included, and knows no way
 * to forbid it; neither does it tell a stream that holds JSON or a comment from a broken one.
 */
const OLDER_FOLLOWS = { older: both("A") };
const OLDER_CANNOT_READ = { older: { stream: BROKEN } };

/** What every named fault comes to when its provider is the only one. */
export const ROWS: Readonly<Record<FaultName, Row>> = {
  status_400: both("invalid_request"),
  context_length: both("context_length"),
  unsupported_parameter: both("unsupported"),
  // At Gemini a blocked prompt is an answer, with a refusal in the place of text.
  content_filter: { ...both("content_filter"), except: { gemini: both("filtered") } },
  bad_key: both("auth"),
  bad_key_400: both("auth"),
  status_401: both("auth"),
  status_402: both("quota_exhausted"),
  status_403: both("permission"),
  status_404: both("model_not_found"),
  status_408: both("timeout"),
  status_409: both("conflict"),
  status_413: both("request_too_large"),
  status_422: both("invalid_request"),
  status_429: both("rate_limit"),
  status_429_retry_after: both("rate_limit"),
  status_429_retry_after_date: both("rate_limit"),
  status_429_retry_after_ms: both("rate_limit"),
  quota_429: both("quota_exhausted"),
  status_500: both("server_error"),
  status_503: both("overloaded"),
  status_503_retry_after: both("overloaded"),
  status_504: both("timeout"),
  status_529: both("overloaded"),
  overloaded: both("overloaded"),
  status_204: both(BROKEN),
  status_502: both("server_error"),
  status_503_empty: both("overloaded"),
  page_413: both("request_too_large"),
  flat_400: both("invalid_request"),
  key_echo: both("auth"),
  empty_200: both(BROKEN),
  html_200: both(BROKEN),
  error_200: { ...both("overloaded"), except: OLDER_CANNOT_READ },
  foreign_200: both(BROKEN),
  null_200: both(BROKEN),
  // Legal at Anthropic after tool results.
  no_choices: { ...both(BROKEN), except: { anthropic: both("empty") } },
  half_json: both(BROKEN),
  // A whole answer is a stream of one event.
  wrong_form: { json: BROKEN, stream: "A", except: OLDER_CANNOT_READ },
  short_body: { json: LOST, stream: ["I", "stream_truncated"] },
  bad_gzip: both(LOST),
  redirect: { ...both(LOST), except: OLDER_FOLLOWS },
  redirect_loop: both("connection"),
  cut_before_text: both(BROKEN),
  cut_mid_stream: CUT,
  cut_mid_event: { ...CUT, except: { older: { stream: ["I", "stream_truncated", "server_error"] } } },
  no_terminal_mark: CUT,
  mark_only: { json: BROKEN, stream: "empty" },
  no_closing_event: { json: "A", stream: "A", except: { anthropic: { stream: ["I", "stream_truncated"] } } },
  finish_twice: { json: BROKEN, stream: "A" },
  reset_after_headers: both(LOST),
  reset_mid_stream: { json: LOST, stream: ["I", "stream_truncated"] },
  hang_after_headers: both("timeout"),
  hang_after_opening: both("timeout"),
  hang_mid_body: { json: "timeout", stream: ["I", "timeout"] },
  stall_mid_stream: { json: "timeout", stream: ["I", "timeout"] },
  open_after_completion: { json: "timeout", stream: "A" },
  pings_forever: both("timeout"),
  comments_forever: both("timeout"),
  error_first: both("overloaded"),
  error_mid_stream: { json: BROKEN, stream: ["I", "overloaded"] },
  undecodable_first: both([...BROKEN, "stream_error"]),
  // Google's older SDK drops what it has not handed on when a later event cannot be read.
  undecodable_mid_stream: {
    json: BROKEN,
    stream: ["I", "stream_error", "server_error"],
    except: { older: { stream: "I or E" } },
  },
  malformed_sse: { json: "A", stream: BROKEN },
  reset_before_response: both("connection"),
  close_before_response: both("connection"),
  not_http: both("connection"),
  oversized_headers: both("connection"),
  slow_headers: both("A"),
  hang_before_headers: both("timeout"),
  slow_drip: both("A"),
  multibyte_split: both("A"),
  crlf: both("A"),
  comments: { ...both("A"), except: { older: { stream: "A or E" } } },
  byte_order_mark: both("A"),
  unknown_event: both("A"),
  oversized_event: both("A"),
  many_events: both("A"),
};
