import type { Failure, FailureKind } from "./failure.ts";

type Row = { type: string; message: string; details?: Readonly<Record<string, string>> };

/** Anthropic's words for each refusal: https://docs.claude.com/en/api/errors */
const ROWS: Readonly<Record<FailureKind, Row>> = {
  auth: { type: "authentication_error", message: "invalid x-api-key" },
  billing: { type: "billing_error", message: "Your account has a billing problem." },
  conflict: { type: "conflict_error", message: "The resource was changed by another request." },
  content_filter: { type: "invalid_request_error", message: "Output blocked by content filtering policy" },
  context_length: { type: "invalid_request_error", message: "prompt is too long: 250000 tokens > 200000 maximum" },
  invalid_request: { type: "invalid_request_error", message: "messages: Input should be a valid list" },
  model_not_found: { type: "not_found_error", message: "model: no-such-model" },
  overloaded: { type: "overloaded_error", message: "Overloaded" },
  permission: { type: "permission_error", message: "Your API key does not have permission to use this model." },
  quota: {
    type: "rate_limit_error",
    message: "Your organization has reached its spend limit.",
    details: { error_code: "enforced_spend_limit_reached" },
  },
  rate_limit: { type: "rate_limit_error", message: "Number of request tokens has exceeded your per-minute rate limit" },
  server_error: { type: "api_error", message: "Internal server error" },
  timeout: { type: "timeout_error", message: "Request timed out" },
  too_large: { type: "request_too_large", message: "Request exceeds the maximum size" },
  unsupported: { type: "invalid_request_error", message: "frequency_penalty: Extra inputs are not permitted" },
};

/** The body Anthropic sends with a refusal. */
export function anthropicError({ kind, message }: Failure): unknown {
  const { type, message: usual, details } = ROWS[kind];
  const error = { type, message: message ?? usual, ...(details ? { details } : {}) };
  return { type: "error", error, request_id: "req_simulated" };
}
