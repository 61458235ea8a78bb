import { isLlmuxError, LlmuxError } from "../contract/errors.ts";
import type { FaultKind } from "../contract/fault.ts";

type Row = readonly [message: string, told?: { readonly code?: string; readonly status?: number }];

/** The service's own credentials were refused: a status of the client's would send it looking for a fault in its own. */
const REFUSED = { code: "upstream_refused", status: 502 };

/** What the outside world is told of each kind: nothing of targets, providers, or what they said. */
const PUBLIC = {
  invalid_request: ["the model refused the request as invalid"],
  context_length: ["the conversation is too long for the model", { code: "context_length_exceeded" }],
  request_too_large: ["the request is too large"],
  unsupported: ["the model does not support a part of the request"],
  content_filter: ["a content filter refused the request or its answer"],
  config: ["the service is not set up for this request"],
  auth: ["the service was not let in to the model", REFUSED],
  permission: ["the service may not use the model", REFUSED],
  model_not_found: ["there is no such model"],
  quota_exhausted: ["the service has used up its allowance", { code: "insufficient_quota", status: 429 }],
  rate_limit: ["too many requests", { code: "rate_limit_exceeded" }],
  overloaded: ["the model is overloaded"],
  timeout: ["the model did not answer in time"],
  connection: ["the model could not be reached"],
  server_error: ["the model failed"],
  stream_truncated: ["the answer broke off"],
  stream_error: ["the answer broke off"],
  bad_generation: ["the model gave no usable answer"],
  conflict: ["the request conflicts with another"],
  aborted: ["the request was aborted"],
} as const satisfies Record<FaultKind, Row>;

/** An error without what it tells of the inside. What is wrong with the request itself is the client's to know. */
export function publicError(error: unknown): LlmuxError {
  if (!isLlmuxError(error)) return new LlmuxError("server_error", "internal error", { status: 500 });
  if (isAboutRequest(error)) return error;
  const { kind, status, retryAfterMs } = error;
  const [message, told = {}]: Row = PUBLIC[kind];
  return new LlmuxError(kind, message, {
    ...{ status, code: kind, ...told },
    ...(told === REFUSED && { type: "server_error" }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Found by looking at the request alone: before its call had an id, or while a body was being read. */
function isAboutRequest({ kind, code, report, attempts, skipped }: LlmuxError): boolean {
  if (report !== undefined || attempts.length > 0 || skipped.length > 0) return false;
  return (
    kind === "invalid_request" || kind === "request_too_large" || code === "not_granted" || code === "unauthorized"
  );
}
