import { describe, expect, it } from "vitest";
import { classify } from "../../../src/providers/classify.ts";
import { errorRows } from "../../../src/providers/openai/errors.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const kindOf = (status: number, body: unknown) =>
  classify(new Error("x"), { status, errorText: JSON.stringify(body) }, { rows: errorRows, now: NOW }).kind;

describe("errors of compatible vendors", () => {
  it.each([
    [
      "DeepSeek, no money",
      "quota_exhausted",
      402,
      { error: { message: "Insufficient Balance", code: "invalid_request_error" } },
    ],
    ["OpenRouter, no money", "quota_exhausted", 402, { error: { code: 402, message: "Insufficient credits" } }],
    [
      "xAI, no money",
      "quota_exhausted",
      403,
      {
        code: "The caller does not have permission to execute the specified operation",
        error: "Your team has either used all available credits or reached its monthly spending limit.",
      },
    ],
    ["Moonshot 403", "quota_exhausted", 403, { error: { type: "exceeded_current_quota_error", message: "x" } }],
    ["Moonshot 429", "quota_exhausted", 429, { error: { type: "exceeded_current_quota_error", message: "x" } }],
    [
      "Qwen, unpaid",
      "quota_exhausted",
      400,
      { error: { code: "Arrearage", message: "Access denied" }, request_id: "r" },
    ],
    [
      "xAI, bad key",
      "auth",
      400,
      { code: "Client specified an invalid argument", error: "Incorrect API key provided: xa***Zq." },
    ],
    ["Groq, bad key", "auth", 401, { error: { code: "invalid_api_key", message: "Invalid API Key" } }],
    ["Mistral, bad key", "auth", 401, { detail: "Unauthorized" }],
    [
      "Mistral, rate",
      "rate_limit",
      429,
      { object: "error", type: "rate_limited", code: "1300", message: "Requests rate limit exceeded" },
    ],
    [
      "Cerebras, rate",
      "rate_limit",
      429,
      {
        type: "too_many_requests_error",
        code: "request_quota_exceeded",
        param: "quota",
        message: "Tokens per minute limit exceeded",
      },
    ],
    ["Moonshot, rate", "rate_limit", 429, { error: { type: "rate_limit_reached_error", message: "x" } }],
    [
      "Qwen, rate",
      "rate_limit",
      429,
      { error: { code: "Throttling.RateQuota", message: "Requests rate limit exceeded" } },
    ],
    [
      "DeepSeek 422",
      "unsupported",
      422,
      { error: { message: "Invalid parameter: logit_bias", type: "invalid_request_error" } },
    ],
    [
      "Mistral, unknown field",
      "unsupported",
      422,
      {
        object: "error",
        message: {
          detail: [{ type: "extra_forbidden", loc: ["body", "store"], msg: "Extra inputs are not permitted" }],
        },
        type: "invalid_request_error",
      },
    ],
    [
      "Mistral, unknown field in a message",
      "unsupported",
      422,
      {
        detail: [
          {
            type: "extra_forbidden",
            loc: ["body", "messages", 2, "reasoning_content"],
            msg: "Extra inputs are not permitted",
          },
        ],
      },
    ],
    [
      "Groq, top level",
      "unsupported",
      400,
      { error: { message: "property 'verbosity' is unsupported", type: "invalid_request_error" } },
    ],
    [
      "Groq, in a message",
      "unsupported",
      400,
      {
        error: {
          message:
            "'messages.2' : for 'role:assistant' the following must be satisfied[('messages.2' : property 'reasoning_content' is unsupported)]",
        },
      },
    ],
    [
      "Groq 413",
      "request_too_large",
      413,
      {
        error: {
          code: "rate_limit_exceeded",
          type: "tokens",
          message:
            "Request too large for model `m` on tokens per minute (TPM): Limit 6000, Requested 9000, please reduce your message size and try again.",
        },
      },
    ],
    ["Groq, flex", "overloaded", 498, { error: { code: "capacity_exceeded", message: "x" } }],
    ["Moonshot, overload", "overloaded", 429, { error: { type: "engine_overloaded_error", message: "x" } }],
    ["DeepSeek 503", "overloaded", 503, { error: { message: "busy" } }],
    ["Fireworks 503", "overloaded", 503, { error: "no capacity" }],
    ["OpenRouter 502", "overloaded", 502, { error: { code: 502, message: "Provider returned error" } }],
    [
      "Mistral, capacity",
      "overloaded",
      429,
      { object: "error", type: "invalid_request_error", message: "Service tier capacity exceeded for this model." },
    ],
    [
      "Groq, broken call",
      "bad_generation",
      400,
      { error: { code: "tool_use_failed", message: "x", failed_generation: "<f" } },
    ],
    ["Groq, broken JSON", "bad_generation", 400, { error: { code: "json_validate_failed", message: "x" } }],
    [
      "Azure, filter",
      "content_filter",
      400,
      { error: { code: "content_filter", message: "x", innererror: { code: "ResponsibleAIPolicyViolation" } } },
    ],
    [
      "Azure, inner code alone",
      "content_filter",
      400,
      { error: { code: "x", message: "x", innererror: { code: "ResponsibleAIPolicyViolation" } } },
    ],
    ["Qwen, filter", "content_filter", 400, { error: { code: "data_inspection_failed", message: "x" } }],
    [
      "OpenRouter, moderation",
      "content_filter",
      403,
      { error: { code: 403, message: "x", metadata: { reasons: ["violence"] } } },
    ],
    ["Mistral, moderation", "content_filter", 403, { message: "blocked by moderation" }],
    [
      "Azure, deployment",
      "model_not_found",
      404,
      { error: { code: "DeploymentNotFound", message: "The API deployment does not exist" } },
    ],
    ["Ollama", "model_not_found", 404, { error: { message: 'model "m" not found, try pulling it first' } }],
    ["Fireworks 404", "model_not_found", 404, { error: "Model not found, inaccessible, and/or not deployed" }],
    ["DeepSeek, model", "model_not_found", 400, { error: { message: "Model Not Exist" } }],
    [
      "OpenRouter, long",
      "context_length",
      400,
      {
        error: {
          code: 400,
          message: "Provider returned error",
          metadata: { raw: '{"message":"prompt is too long: 9 tokens > 8 maximum"}' },
        },
      },
    ],
    [
      "Gemini face, a minute",
      "rate_limit",
      429,
      [
        {
          error: {
            code: 429,
            status: "RESOURCE_EXHAUSTED",
            message: "You exceeded your current quota",
            details: [{ violations: [{ quotaId: "RequestsPerMinute" }] }],
          },
        },
      ],
    ],
    [
      "Gemini face, a day",
      "quota_exhausted",
      429,
      [
        {
          error: {
            code: 429,
            status: "RESOURCE_EXHAUSTED",
            message: "x",
            details: [{ violations: [{ quotaId: "RequestsPerDay" }] }],
          },
        },
      ],
    ],
    [
      "Gemini face, bad key",
      "auth",
      400,
      [
        {
          error: { code: 400, status: "INVALID_ARGUMENT", message: "API key not valid. Please pass a valid API key." },
        },
      ],
    ],
    [
      "vLLM, tools off",
      "unsupported",
      400,
      { object: "error", message: '"auto" tool choice requires --enable-auto-tool-choice', code: 400 },
    ],
    [
      "Qwen, streams only",
      "unsupported",
      400,
      {
        error: {
          code: "invalid_parameter_error",
          message: "parameter.enable_thinking must be set to false for non-streaming calls",
        },
      },
    ],
  ] as const)("%s is %s", (_, kind, status, body) => {
    expect(kindOf(status, body)).toBe(kind);
  });

  it.each([
    ["Throttling.RateQuota", "rate_limit"],
    ["invalid_authentication_error", "auth"],
    ["unsupported_country_region_territory", "permission"],
    ["model_decommissioned", "model_not_found"],
    ["insufficient_system_resource", "overloaded"],
  ] as const)("needs no status for %s", (code, kind) => {
    const error = { error: { code, message: "x" } };
    expect(classify(error, { status: 200 }, { rows: errorRows, now: NOW }).kind).toBe(kind);
  });

  it("tells which parameter was refused", () => {
    const param = (status: number, body: unknown) =>
      classify(new Error("x"), { status, errorText: JSON.stringify(body) }, { rows: errorRows, now: NOW }).param;
    expect(param(400, { error: { message: "property 'verbosity' is unsupported" } })).toBe("verbosity");
    expect(param(422, { detail: [{ type: "extra_forbidden", loc: ["body", "store"], msg: "x" }] })).toBe("store");
    expect(
      param(400, { error: { message: "Unsupported parameter: 'max_tokens' is not supported with this model." } }),
    ).toBe("max_tokens");
  });
});
