/** What a provider can refuse a request for; each wire has its own words for every one. */
export type FailureKind =
  | "auth"
  | "billing"
  | "conflict"
  | "content_filter"
  | "context_length"
  | "invalid_request"
  | "model_not_found"
  | "overloaded"
  | "permission"
  | "quota"
  | "rate_limit"
  | "server_error"
  | "timeout"
  | "too_large"
  | "unsupported";

/** A refusal to be put into a provider's words. */
export interface Failure {
  readonly kind: FailureKind;
  readonly status: number;
  /** Instead of the provider's usual one. */
  readonly message?: string | undefined;
  /** How long the client is told to wait, where the wire says it in the body. */
  readonly retryAfterMs?: number | undefined;
}
