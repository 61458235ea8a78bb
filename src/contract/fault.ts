/** Every class of failure the router knows. Closed: a failure that fits none of these is `server_error`. */
export const FAULT_KINDS = [
  "invalid_request",
  "context_length",
  "request_too_large",
  "unsupported",
  "content_filter",
  "config",
  "auth",
  "permission",
  "model_not_found",
  "quota_exhausted",
  "rate_limit",
  "overloaded",
  "timeout",
  "connection",
  "server_error",
  "stream_truncated",
  "stream_error",
  "bad_generation",
  "conflict",
  "aborted",
] as const;

/** The class of a failure. Listed from the most to the least telling, the order in which the final error is chosen. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Which allowance ran out: connecting, the first token, silence between events, one attempt, the whole call. */
export type TimeoutPhase = "connect" | "first_token" | "idle" | "total" | "deadline";

/** A classified failure of one attempt. Text is free of keys. */
export interface Fault {
  readonly kind: FaultKind;
  /** One line: what the provider said, or what went wrong. */
  readonly message: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  readonly phase?: TimeoutPhase;
  /** A timeout of an attempt whose allowance the call's deadline had cut short: not the target's fault. */
  readonly curtailed?: true;
  /** The provider's own `code`, `type` and `param`. */
  readonly code?: string | null;
  readonly type?: string;
  readonly param?: string | null;
  /** Milliseconds after which the provider wants to be asked again, as it told us. */
  readonly retryAfterMs?: number;
  /** The provider's request id. */
  readonly requestId?: string;
  /** Response headers of the failed answer, lower-case names, keys scrubbed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The provider's error body, parsed where it was JSON. */
  readonly body?: unknown;
  /** A 2xx came, and what it held was neither an answer nor the provider's word of an error. */
  readonly noAnswer?: true;
  /** True if the connection was reset (ECONNRESET, EPIPE) before a byte of the response: safe to repeat at once. */
  readonly resetBeforeResponse?: boolean;
}
