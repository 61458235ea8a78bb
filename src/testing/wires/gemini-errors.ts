import type { Failure, FailureKind } from "./failure.ts";

type Row = { status: string; message: string; details?: readonly unknown[] };

const TYPE = "type.googleapis.com/google.rpc.";

function quota(quotaId: string, quotaValue: string): unknown {
  const quotaMetric = "generativelanguage.googleapis.com/generate_content_requests";
  return { "@type": `${TYPE}QuotaFailure`, violations: [{ quotaMetric, quotaId, quotaValue }] };
}

function reason(word: string): unknown {
  return { "@type": `${TYPE}ErrorInfo`, reason: word, domain: "googleapis.com" };
}

/** Gemini's words for each refusal: google.rpc codes and details (https://ai.google.dev/gemini-api/docs/troubleshooting). */
const ROWS: Readonly<Record<Exclude<FailureKind, "content_filter">, Row>> = {
  auth: {
    status: "INVALID_ARGUMENT",
    message: "API key not valid. Please pass a valid API key.",
    details: [reason("API_KEY_INVALID")],
  },
  billing: { status: "FAILED_PRECONDITION", message: "Billing is not enabled for this project." },
  conflict: { status: "ABORTED", message: "The operation was aborted by a conflict." },
  context_length: {
    status: "INVALID_ARGUMENT",
    message: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
  },
  invalid_request: { status: "INVALID_ARGUMENT", message: "Invalid value at 'contents': expected a list." },
  model_not_found: {
    status: "NOT_FOUND",
    message: "models/no-such-model is not found for API version v1beta, or is not supported for generateContent.",
  },
  overloaded: { status: "UNAVAILABLE", message: "The model is overloaded. Please try again later." },
  permission: { status: "PERMISSION_DENIED", message: "The caller does not have permission." },
  quota: {
    status: "RESOURCE_EXHAUSTED",
    message: "You exceeded your current quota, please check your plan and billing details.",
    // A delay of seconds comes with a daily cap too, and means nothing there.
    details: [
      quota("GenerateRequestsPerDayPerProjectPerModel", "50"),
      { "@type": `${TYPE}RetryInfo`, retryDelay: "7s" },
    ],
  },
  rate_limit: {
    status: "RESOURCE_EXHAUSTED",
    message: "Resource has been exhausted (e.g. check quota).",
    details: [quota("GenerateRequestsPerMinutePerProjectPerModel", "60")],
  },
  server_error: { status: "INTERNAL", message: "An internal error has occurred." },
  timeout: { status: "DEADLINE_EXCEEDED", message: "Deadline expired before operation could complete." },
  too_large: { status: "INVALID_ARGUMENT", message: "Request payload size exceeds the limit: 20971520 bytes." },
  unsupported: {
    status: "INVALID_ARGUMENT",
    message: 'Invalid JSON payload received. Unknown name "frequency": Cannot find field.',
  },
};

/** A blocked prompt is no error: 200, no candidates, and the reason (https://ai.google.dev/api/generate-content#PromptFeedback). */
const BLOCKED = {
  promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
  usageMetadata: { promptTokenCount: 8, totalTokenCount: 8 },
};

/** The body Gemini sends with a refusal. */
export function geminiError({ kind, status, message, retryAfterMs }: Failure): unknown {
  if (kind === "content_filter") return BLOCKED;
  const row = ROWS[kind];
  const words = row.status === "INVALID_ARGUMENT" && status === 401 ? "UNAUTHENTICATED" : row.status;
  const told =
    retryAfterMs === undefined ? [] : [{ "@type": `${TYPE}RetryInfo`, retryDelay: `${retryAfterMs / 1_000}s` }];
  const details = [...(row.details ?? []), ...told];
  return {
    error: {
      code: status,
      message: message ?? row.message,
      status: words,
      ...(details.length > 0 ? { details } : {}),
    },
  };
}
