import { record } from "../../lib/record.ts";
import type { ErrorRow } from "../error-row.ts";
import { exceedsOneRequest } from "../general-errors.ts";
import { googleQuotaRows } from "../google-quota.ts";

/**
 * What OpenAI's error codes mean, and those of the compatible vendors, whose names do not collide.
 * Sources: OpenAI's error reference; the vendors' documentation and replies quoted in bug threads.
 */
export const errorRows: readonly ErrorRow[] = [
  // Google behind its OpenAI-compatible face.
  ...googleQuotaRows,
  {
    kind: "quota_exhausted",
    code: [
      "insufficient_quota",
      "credit_balance_exhausted",
      "organization_spend_limit_exceeded",
      "project_spend_limit_exceeded",
      "organization_usage_limit_exceeded",
      "billing_hard_limit_reached",
      "billing_not_active",
      // Moonshot (403 or 429), Qwen (unpaid, 400).
      "exceeded_current_quota_error",
      "arrearage",
    ],
  },
  // Moonshot; DeepSeek also as a finish reason.
  { kind: "overloaded", code: ["server_is_overloaded", "engine_overloaded_error", "insufficient_system_resource"] },
  { kind: "overloaded", message: /\bis (?:currently )?overloaded\b/i },
  // OpenRouter repeats the status as a number in the body: no provider behind it could answer.
  { kind: "overloaded", status: [502, 503], code: /^50[23]$/ },
  // OpenAI 429, Groq 413: one request above the limit per minute, under the code of a rate limit.
  { kind: "request_too_large", status: [413, 429], when: exceedsOneRequest },
  { kind: "quota_exhausted", status: 429, message: /\((?:RPD|TPD)\)|\b(?:requests|tokens) per day\b/i },
  {
    kind: "rate_limit",
    code: [
      "rate_limit_exceeded",
      "slow_down",
      "requests",
      "tokens",
      // Mistral, Cerebras, Moonshot.
      "rate_limited",
      "1300",
      "too_many_requests_error",
      "request_quota_exceeded",
      "rate_limit_reached_error",
    ],
  },
  // Qwen: Throttling.RateQuota, Throttling.AllocationQuota.
  { kind: "rate_limit", code: /^throttling\b/ },
  { kind: "bad_generation", code: ["tool_use_failed", "json_validate_failed", "output_parse_failed"] },
  {
    kind: "content_filter",
    code: [
      "content_policy_violation",
      "content_filter",
      "invalid_prompt",
      "moderation_blocked",
      // Azure's inner code, Qwen.
      "responsibleaipolicyviolation",
      "data_inspection_failed",
      "datainspectionfailed",
    ],
  },
  { kind: "content_filter", when: ({ error }) => error.misalignment !== undefined && error.misalignment !== null },
  // OpenRouter's moderation tells its reasons; Mistral's only says so.
  { kind: "content_filter", status: 403, when: ({ error }) => Array.isArray(record(error.metadata).reasons) },
  { kind: "content_filter", status: 403, message: /moderation|flagged/i },
  { kind: "auth", code: ["invalid_api_key", "invalid_authentication_error", "authentication_error"] },
  { kind: "permission", code: ["unsupported_country_region_territory"] },
  { kind: "permission", status: [403, 404], message: /does not have access/i, unless: /does not exist/i },
  {
    kind: "model_not_found",
    code: ["model_not_found", "model_decommissioned", "deploymentnotfound", "invalid_model", "model_not_exist"],
  },
  {
    kind: "unsupported",
    code: ["unsupported_parameter", "unsupported_value", "unknown_parameter", "extra_forbidden"],
  },
  // DeepSeek of a value that it does not know, such as `json_schema`.
  { kind: "unsupported", status: [400, 422], message: /failed to deserialize.*unknown variant/i },
];
