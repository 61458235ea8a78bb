import type { Fault, FaultKind, TimeoutPhase } from "./fault.ts";
import type { PartialAnswer } from "./partial.ts";
import type { AttemptReport, RouteReport, SkippedTarget } from "./report.ts";
import type { Usage } from "./usage.ts";

const MARK = Symbol.for("llmux.error");

/** HTTP status an error has when the provider gave none: the usual one of its kind. */
const STATUS = {
  invalid_request: 400,
  context_length: 400,
  request_too_large: 413,
  unsupported: 400,
  content_filter: 400,
  config: 500,
  auth: 401,
  permission: 403,
  model_not_found: 404,
  quota_exhausted: 429,
  rate_limit: 429,
  overloaded: 503,
  timeout: 504,
  connection: 502,
  server_error: 502,
  stream_truncated: 502,
  stream_error: 502,
  bad_generation: 502,
  conflict: 409,
  aborted: 499,
} as const satisfies Record<FaultKind, number>;

/** OpenAI's `type` string of each kind, for code written against the OpenAI SDK. */
const TYPE: Partial<Record<FaultKind, string>> = {
  rate_limit: "rate_limit_error",
  quota_exhausted: "insufficient_quota",
  auth: "authentication_error",
  permission: "permission_error",
  invalid_request: "invalid_request_error",
  unsupported: "invalid_request_error",
  context_length: "invalid_request_error",
  request_too_large: "invalid_request_error",
  model_not_found: "invalid_request_error",
  content_filter: "invalid_request_error",
};

/** What an `LlmuxError` is made of. All text must already be free of keys. */
export interface ErrorParts extends Partial<Omit<Fault, "kind" | "message">> {
  readonly attempts?: readonly AttemptReport[];
  readonly skipped?: readonly SkippedTarget[];
  readonly report?: RouteReport;
  readonly cause?: unknown;
}

/**
 * Every error of the router. `kind` says what it is; `status`, `code`, `type`, `param`, `headers`, `requestID` and
 * `error` are those of the OpenAI SDK's `APIError`, so that existing handling keeps working.
 */
export class LlmuxError extends Error {
  readonly kind: FaultKind;
  /** The provider's HTTP status, else the usual one of the kind. */
  readonly status: number;
  readonly code: string | null;
  readonly type: string;
  readonly param: string | null;
  readonly headers: Headers;
  readonly requestID: string | null;
  /** The provider's error body as an object, else `{ message, type, code, param }`. */
  readonly error: unknown;
  declare readonly phase?: TimeoutPhase;
  /** Milliseconds after which asking again makes sense, if known. */
  declare readonly retryAfterMs?: number;
  readonly attempts: readonly AttemptReport[];
  /** Targets that were passed over without a request, and why. */
  readonly skipped: readonly SkippedTarget[];
  declare readonly report?: RouteReport;

  constructor(kind: FaultKind, message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.kind = kind;
    this.name = kind === "aborted" ? "APIUserAbortError" : "LlmuxError";
    // A failure told within a 2xx answer has no status of its own.
    this.status = parts.status !== undefined && parts.status >= 400 && parts.status < 600 ? parts.status : STATUS[kind];
    this.code = parts.code === undefined ? kind : parts.code;
    this.type = parts.type ?? TYPE[kind] ?? "server_error";
    this.param = parts.param ?? null;
    this.headers = new Headers(parts.headers);
    this.requestID = parts.requestId ?? null;
    this.error = parts.body ?? { message, type: this.type, code: this.code, param: this.param };
    if (parts.phase !== undefined) this.phase = parts.phase;
    if (parts.retryAfterMs !== undefined) this.retryAfterMs = parts.retryAfterMs;
    this.attempts = parts.attempts ?? [];
    this.skipped = parts.skipped ?? [];
    if (parts.report !== undefined) this.report = parts.report;
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** A stream broke after its first content had been handed over. `partial` holds what came; an unfinished tool call is marked so. */
export class StreamInterruptedError extends LlmuxError {
  readonly partial: PartialAnswer;
  readonly usage: Usage | undefined;

  constructor(
    kind: FaultKind,
    message: string,
    parts: ErrorParts & { partial: PartialAnswer; usage: Usage | undefined },
  ) {
    super(kind, message, parts);
    this.name = "StreamInterruptedError";
    this.partial = parts.partial;
    this.usage = parts.usage;
  }
}

/** Tells an `LlmuxError`, also one made by another installed copy of llmux. */
export function isLlmuxError(value: unknown): value is LlmuxError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[MARK] === true;
}
