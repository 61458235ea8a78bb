import type { ErrorRow } from "../error-row.ts";

/**
 * What Anthropic's error types, detail codes and texts mean.
 * Sources: Anthropic's error reference; the table of error codes in its SDK 1.11.
 */
export const errorRows: readonly ErrorRow[] = [
  // Spend caps come as 429 like rate limits, without retry-after.
  {
    kind: "quota_exhausted",
    code: [
      "billing_error",
      "enforced_spend_limit_reached",
      "contract_spend_limit_reached",
      "linked_organization_spend_limit_reached",
      "linked_organization_billing_unavailable",
    ],
  },
  {
    kind: "quota_exhausted",
    message: /you have reached your specified .{0,40}usage limits|credit balance is too low/i,
  },
  // Comes as 400, and in a stream as api_error.
  { kind: "content_filter", message: /output blocked by content filtering policy/i },
  { kind: "permission", status: 400, message: /zero data retention|\bZDR\b/i },
  { kind: "permission", status: 400, code: /^(?:cmek|organization|workspace)_/ },
  { kind: "timeout", code: ["request_body_timeout", "timeout_error"] },
  { kind: "unsupported", code: ["available_tools_limit_exceeded"] },
  { kind: "overloaded", code: ["overloaded_error"] },
  { kind: "rate_limit", code: ["rate_limit_error", "ramp_limit_exceeded"] },
  { kind: "auth", code: ["authentication_error"] },
  { kind: "permission", code: ["permission_error"] },
  { kind: "model_not_found", code: ["not_found_error"] },
  { kind: "request_too_large", code: ["request_too_large"] },
  { kind: "conflict", code: ["conflict_error"] },
  { kind: "server_error", code: ["api_error"] },
];
