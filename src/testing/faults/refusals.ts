import { healthy } from "../healthy.ts";
import { type Step, whole } from "../steps.ts";
import type { Frame } from "../wires/answer.ts";
import type { FailureKind } from "../wires/failure.ts";
import type { WireKind } from "../wires/wire.ts";
import type { Fault, FaultContext } from "./fault.ts";

/** One refusal: its status (per wire where they differ), and what its body says. */
interface Refusal {
  readonly says: string;
  readonly status: number | Readonly<Record<WireKind, number>>;
  readonly failure: FailureKind;
  readonly headers?: (waitMs: number, now: number) => Readonly<Record<string, string>>;
  /** Says how long to wait; Gemini says it in the body too. */
  readonly tells?: true;
  readonly message?: string;
}

const seconds = (ms: number): string => String(Math.ceil(ms / 1_000));

const REFUSALS = {
  status_400: { says: "400: the request is malformed", status: 400, failure: "invalid_request" },
  context_length: { says: "400: the prompt is too long for the model", status: 400, failure: "context_length" },
  unsupported_parameter: { says: "400: the model lacks a parameter", status: 400, failure: "unsupported" },
  content_filter: {
    says: "the prompt was blocked, in the provider's own way: 400, at Gemini a 200 that says so in `promptFeedback`",
    status: { openai: 400, anthropic: 400, gemini: 200 },
    failure: "content_filter",
  },
  bad_key: {
    says: "the key is wrong, in the provider's own way: 401, at Gemini a 400",
    status: { openai: 401, anthropic: 401, gemini: 400 },
    failure: "auth",
  },
  bad_key_400: {
    says: "400 that means a wrong key, as Gemini and some vendors send it",
    status: 400,
    failure: "auth",
    message: "Incorrect API key provided: API key not valid.",
  },
  status_401: { says: "401: the key is wrong", status: 401, failure: "auth" },
  status_402: { says: "402: no credit left", status: 402, failure: "billing" },
  status_403: { says: "403: the key may not use this", status: 403, failure: "permission" },
  status_404: { says: "404: no such model", status: 404, failure: "model_not_found" },
  status_408: { says: "408: the provider gave up waiting", status: 408, failure: "timeout" },
  status_409: { says: "409: conflict", status: 409, failure: "conflict" },
  status_413: { says: "413: the request is too large", status: 413, failure: "too_large" },
  status_422: { says: "422: the request cannot be processed", status: 422, failure: "invalid_request" },
  status_429: { says: "429: rate limit, no hint when to return", status: 429, failure: "rate_limit" },
  status_429_retry_after: {
    says: "429: rate limit with `retry-after` in seconds (Gemini: RetryInfo too)",
    status: 429,
    failure: "rate_limit",
    headers: (waitMs) => ({ "retry-after": seconds(waitMs) }),
    tells: true,
  },
  status_429_retry_after_date: {
    says: "429: rate limit with `retry-after` as an HTTP date (Gemini: RetryInfo too)",
    status: 429,
    failure: "rate_limit",
    headers: (waitMs, now) => ({ "retry-after": new Date(Math.ceil((now + waitMs) / 1_000) * 1_000).toUTCString() }),
    tells: true,
  },
  status_429_retry_after_ms: {
    says: "429: rate limit with `retry-after-ms` (Gemini: RetryInfo too)",
    status: 429,
    failure: "rate_limit",
    headers: (waitMs) => ({ "retry-after-ms": String(waitMs) }),
    tells: true,
  },
  quota_429: {
    says: "429: the money or the day's cap is used up; waiting does not help",
    status: 429,
    failure: "quota",
  },
  status_500: { says: "500 with the provider's error body", status: 500, failure: "server_error" },
  status_503: { says: "503: overloaded", status: 503, failure: "overloaded" },
  status_503_retry_after: {
    says: "503: overloaded, with `retry-after` in seconds (Gemini: RetryInfo too)",
    status: 503,
    failure: "overloaded",
    headers: (waitMs) => ({ "retry-after": seconds(waitMs) }),
    tells: true,
  },
  status_504: { says: "504: the provider ran out of time", status: 504, failure: "timeout" },
  status_529: { says: "529: overloaded", status: 529, failure: "overloaded" },
  overloaded: {
    says: "no capacity, in the provider's own way: 503, at Anthropic a 529",
    status: { openai: 503, anthropic: 529, gemini: 503 },
    failure: "overloaded",
  },
} as const satisfies Readonly<Record<string, Refusal>>;

type RefusalName = keyof typeof REFUSALS;

/** Faults that are the provider's own error answers. */
export const refusals: Readonly<Record<RefusalName, Fault>> = Object.fromEntries(
  Object.entries<Refusal>(REFUSALS).map(([name, row]) => [
    name,
    { says: row.says, steps: (at: FaultContext) => refuse(row, at) },
  ]),
) as Record<RefusalName, Fault>;

function refuse(row: Refusal, at: FaultContext): Iterable<Step> {
  const { wire, options, now, rendering } = at;
  const waitMs = options.retryAfterMs ?? 1_000;
  const status = typeof row.status === "number" ? row.status : row.status[wire.kind];
  const body = wire.error({
    kind: row.failure,
    status,
    message: row.message,
    retryAfterMs: row.tells ? waitMs : undefined,
  });
  // An answer's status: it comes in the form that was asked for.
  if (status === 200) return healthy({ ...rendering, frames: [frameOf(at, JSON.stringify(body))] });
  const headers = {
    "content-type": "application/json",
    [wire.requestIdHeader]: "req_simulated",
    ...row.headers?.(waitMs, now),
  };
  return whole(status, headers, JSON.stringify(body));
}

function frameOf({ wire, rendering }: FaultContext, json: string): Frame {
  return { part: "mark", text: rendering.isStream ? wire.event(json) : json };
}
