import { gzipSync } from "node:zlib";
import type { FaultKind } from "llmux";
import type { FaultContext } from "../../../../src/testing/faults/fault.ts";
import { type Step, whole } from "../../../../src/testing/steps.ts";
import type { FailureKind } from "../../../../src/testing/wires/failure.ts";
import { both, E, I, NO_ANSWER } from "../../expected.ts";
import { eventOf, FOR_EVER, framesOf, JSON_TYPE, stepsOf } from "../../faults/kit.ts";
import { type FaultRow, ONLY_OPENAI } from "../../row.ts";

/** An error in the provider's words, in steps of one's own. */
const refusing = (
  kind: FailureKind,
  status: number,
  steps: (body: string, at: FaultContext) => Iterable<Step>,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
) =>
  stepsOf(`${status}`, function* (at) {
    const body = JSON.stringify(at.wire.error({ kind, status }));
    yield { do: "head", status, headers };
    yield* steps(body, at);
  });

function* stalled(body: string): Iterable<Step> {
  yield { do: "write", bytes: body.slice(0, 12) };
  yield FOR_EVER;
}

function* torn(body: string): Iterable<Step> {
  yield { do: "write", bytes: body };
  yield { do: "wait", ms: 40 };
  yield { do: "reset" };
}

function* endless(body: string): Iterable<Step> {
  yield { do: "write", bytes: body };
  for (;;) {
    yield { do: "write", bytes: " ".repeat(8_192) };
    yield { do: "wait", ms: 2 };
  }
}

function* zipped(body: string): Iterable<Step> {
  yield { do: "write", bytes: gzipSync(body) };
  yield { do: "end" };
}

function* noise(): Iterable<Step> {
  yield { do: "write", bytes: "\u001f\u008b no gzip" };
  yield { do: "end" };
}

function* asEvent(body: string): Iterable<Step> {
  yield { do: "write", bytes: `event: error\ndata: ${body}\n\n` };
  yield { do: "end" };
}

const ZIPPED = { ...JSON_TYPE, "content-encoding": "gzip" };
const EVENTS = { "content-type": "text/event-stream" };

/** A status says enough, whatever becomes of the body behind it. */
const STATUSES: readonly FaultRow[] = [
  {
    id: "X",
    does: "500, its body stalls",
    silent: true,
    fault: refusing("server_error", 500, stalled),
    ...both(E(["timeout", "server_error"])),
  },
  {
    id: "X",
    does: "401, its body stalls",
    silent: true,
    fault: refusing("auth", 401, stalled),
    ...both(E("auth")),
    except: { older: both(E(["timeout", "auth"])) },
  },
  {
    id: "X",
    does: "429, its body stalls",
    silent: true,
    fault: refusing("rate_limit", 429, stalled),
    ...both(E("rate_limit")),
    except: { older: both(E(["timeout", "rate_limit"])) },
  },
  { id: "X", does: "500, reset in its body", fault: refusing("server_error", 500, torn), ...both(E("server_error")) },
  { id: "X", does: "401, reset in its body", fault: refusing("auth", 401, torn), ...both(E("auth")) },
  {
    id: "X",
    does: "500, a body without end",
    silent: true,
    fault: refusing("server_error", 500, endless),
    ...both(E("server_error")),
    // It reads for itself, until time is up.
    except: { older: both(E(["timeout", "server_error"])) },
  },
  { id: "X", does: "quota, gzipped", fault: refusing("quota", 429, zipped, ZIPPED), ...both(E("quota_exhausted")) },
  {
    id: "X",
    does: "500, damaged gzip",
    fault: refusing("server_error", 500, noise, ZIPPED),
    ...both(E("server_error")),
  },
  {
    id: "X",
    does: "400 as an event stream",
    fault: refusing("invalid_request", 400, asEvent, EVENTS),
    ...both(E("invalid_request")),
  },
  {
    id: "X",
    does: "quota as an event stream",
    fault: refusing("quota", 429, asEvent, EVENTS),
    ...both(E("quota_exhausted")),
    except: { older: both(E("rate_limit")) },
  },
];

/** What a provider refuses with 200, and the kind it is of. */
const SAID: readonly (readonly [kind: FailureKind, status: number, is: FaultKind])[] = [
  ["auth", 401, "auth"],
  ["rate_limit", 429, "rate_limit"],
  ["quota", 429, "quota_exhausted"],
  ["server_error", 500, "server_error"],
  ["invalid_request", 400, "invalid_request"],
  ["context_length", 400, "context_length"],
];

const inWords =
  (kind: FailureKind, status: number) =>
  ({ wire }: FaultContext) =>
    wire.error({ kind, status });

const HIDDEN: readonly FaultRow[] = SAID.flatMap(([kind, status, is]) => {
  const words = inWords(kind, status);
  const event = (at: FaultContext) => eventOf(at, words(at), "error");
  return [
    {
      id: "X",
      does: `200 whose JSON says ${is}`,
      fault: stepsOf("json", (at) => whole(200, JSON_TYPE, JSON.stringify(words(at)))),
      ...both(E(is)),
      // It takes a JSON text for an empty stream.
      except: { older: { stream: NO_ANSWER } },
    },
    {
      id: "X",
      does: `the first event says ${is}`,
      fault: framesOf("first", (_, at) => [event(at)]),
      stream: E(is),
    },
    {
      id: "X",
      does: `an event after text says ${is}`,
      fault: framesOf("later", (frames, at) => [...untilText(frames), event(at)]),
      stream: I(is),
    },
  ];
});

function untilText<Frame extends { readonly part: string }>(frames: readonly Frame[]): readonly Frame[] {
  return frames.slice(0, frames.findIndex(({ part }) => part === "content") + 2);
}

/** What gateways that speak OpenAI's wire say with 200. */
const SPELLINGS: readonly (readonly [body: object, is: FaultKind | undefined])[] = [
  [{ error: { code: 429, message: "Rate limit exceeded: free-models-per-min." } }, "rate_limit"],
  [{ error: { code: 401, message: "User not found." } }, "auth"],
  [{ error: { code: 402, message: "This request requires more credits." } }, "quota_exhausted"],
  [{ error: { code: 502, message: "Provider returned error", metadata: { raw: "upstream went away" } } }, "overloaded"],
  [{ error: { message: "The model is overloaded", type: "overloaded_error", code: null } }, "overloaded"],
  [{ object: "error", message: "No such model", type: "NotFoundError", code: 404 }, "model_not_found"],
  [{ error: { message: "broke", code: 500 }, choices: [] }, "server_error"],
  [{ choices: [{ index: 0, error: { code: 503, message: "no capacity" }, finish_reason: "error" }] }, "overloaded"],
  [{ success: false, errors: [{ code: 7009, message: "upstream failed" }], result: null }, undefined],
  [{ error_code: 336100, error_msg: "try again" }, undefined],
  [{ base_resp: { status_code: 1004, status_msg: "login fail" }, choices: null }, undefined],
  [{ status: 500, message: "went wrong" }, undefined],
  [{ choices: [{}] }, undefined],
  [{ choices: [null] }, undefined],
  [{ choices: [], usage: { prompt_tokens: 3, completion_tokens: 0 } }, undefined],
];

const SPELLED: readonly FaultRow[] = SPELLINGS.flatMap(([body, is]) => {
  const json = JSON.stringify(body);
  const row = { id: "X", except: ONLY_OPENAI };
  return [
    {
      ...row,
      does: `200 with \`${json}\``,
      fault: stepsOf("spelled", () => whole(200, JSON_TYPE, json)),
      JSON: is ? E(is) : NO_ANSWER,
    },
    {
      ...row,
      does: `an event after text: \`${json}\``,
      fault: framesOf("spelled", (frames, at) => [...untilText(frames), eventOf(at, body)]),
      stream: is ? I(is) : I(["stream_truncated", "stream_error", "server_error"]),
    },
  ];
});

/** Refusals that come in an odd way: a body that never ends behind a status, words of failure under 200. */
export const REFUSALS: readonly FaultRow[] = [...STATUSES, ...HIDDEN, ...SPELLED];
