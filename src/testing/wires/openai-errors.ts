import type { Failure, FailureKind } from "./failure.ts";

type Row = { type: string; code: string | null; message: string; param?: string };

/** OpenAI's words for each refusal. Shapes: the SDK's `APIError`; codes: the error guide of its API reference. */
const ROWS: Readonly<Record<FailureKind, Row>> = {
  auth: {
    type: "invalid_request_error",
    code: "invalid_api_key",
    message: "Incorrect API key provided. Check the key in your account settings.",
  },
  billing: {
    type: "insufficient_quota",
    code: "credit_balance_exhausted",
    message: "Your credit balance is exhausted.",
  },
  conflict: { type: "invalid_request_error", code: null, message: "The resource was changed by another request." },
  content_filter: {
    type: "invalid_request_error",
    code: "content_policy_violation",
    message: "Your request was rejected by the safety system.",
  },
  context_length: {
    type: "invalid_request_error",
    code: "context_length_exceeded",
    param: "messages",
    message: "This model's maximum context length is 128000 tokens. However, your messages resulted in 200000 tokens.",
  },
  invalid_request: {
    type: "invalid_request_error",
    code: "invalid_type",
    param: "messages",
    message: "Invalid type for 'messages': expected an array of objects.",
  },
  model_not_found: {
    type: "invalid_request_error",
    code: "model_not_found",
    param: "model",
    message: "The model does not exist or you do not have access to it.",
  },
  overloaded: {
    type: "server_error",
    code: "server_is_overloaded",
    message: "The server is currently overloaded. Please try again later.",
  },
  permission: {
    type: "invalid_request_error",
    code: "unsupported_country_region_territory",
    message: "Country, region, or territory not supported.",
  },
  quota: {
    type: "insufficient_quota",
    code: "insufficient_quota",
    message: "You exceeded your current quota, please check your plan and billing details.",
  },
  rate_limit: {
    type: "requests",
    code: "rate_limit_exceeded",
    message: "Rate limit reached on requests per min (RPM): Limit 60, Used 60, Requested 1.",
  },
  server_error: { type: "server_error", code: null, message: "The server had an error while processing your request." },
  timeout: { type: "server_error", code: "timeout", message: "Request timed out." },
  too_large: { type: "invalid_request_error", code: "request_too_large", message: "The request body is too large." },
  unsupported: {
    type: "invalid_request_error",
    code: "unsupported_parameter",
    param: "temperature",
    message: "Unsupported parameter: 'temperature' is not supported with this model.",
  },
};

/** The body OpenAI sends with a refusal. */
export function openaiError({ kind, message }: Failure): unknown {
  const row = ROWS[kind];
  return { error: { message: message ?? row.message, type: row.type, param: row.param ?? null, code: row.code } };
}
