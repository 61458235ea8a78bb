import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LlmuxError } from "../../src/contract/errors.ts";
import { FAULT_KINDS, type FaultKind } from "../../src/contract/fault.ts";
import type { WireNotes } from "../../src/contract/provider.ts";
import { errorRows as anthropic } from "../../src/providers/anthropic/errors.ts";
import { classify } from "../../src/providers/classify.ts";
import { errorRows as gemini } from "../../src/providers/gemini/errors.ts";
import { errorRows as openai } from "../../src/providers/openai/errors.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const general = (error: unknown, wire: WireNotes = {}) => classify(error, wire, { rows: [], now: NOW });
const body = (status: number, value: unknown, headers: Record<string, string> = {}): WireNotes => ({
  status,
  headers,
  errorText: typeof value === "string" ? value : JSON.stringify(value),
});
const quota = (quotaId: string, retryDelay: string, quotaValue = "10") => ({
  error: {
    code: 429,
    status: "RESOURCE_EXHAUSTED",
    message: "You exceeded your current quota, please check your plan and billing details.",
    details: [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId, quotaValue }] },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay },
    ],
  },
});
const failed = new Error("status code (no body)");

describe("what a 429 means", () => {
  it.each([
    [
      "OpenAI credit_balance_exhausted",
      openai,
      { error: { code: "credit_balance_exhausted", message: "No credit", type: "insufficient_quota" } },
      "quota_exhausted",
      undefined,
    ],
    [
      "Anthropic spend cap without retry-after",
      anthropic,
      {
        type: "error",
        error: {
          type: "rate_limit_error",
          message: "Spend limit",
          details: { error_code: "enforced_spend_limit_reached" },
        },
      },
      "quota_exhausted",
      undefined,
    ],
    ["Gemini PerMinute", gemini, quota("GenerateRequestsPerMinutePerProjectPerModel", "34.4s"), "rate_limit", 34_400],
    [
      "Gemini PerDay",
      gemini,
      quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "47s"),
      "quota_exhausted",
      undefined,
    ],
    [
      "Moonshot overload",
      openai,
      { error: { type: "engine_overloaded_error", message: "try again later" } },
      "overloaded",
      undefined,
    ],
  ] as const)("%s", (_, rows, value, kind, retryAfterMs) => {
    const fault = classify(failed, body(429, value), { rows, now: NOW });
    expect(fault.kind).toBe(kind);
    expect(fault.retryAfterMs).toBe(retryAfterMs);
    expect(fault.status).toBe(429);
  });
});

describe("what a 400 means", () => {
  it.each([
    [
      "Gemini API_KEY_INVALID",
      gemini,
      {
        error: {
          code: 400,
          status: "INVALID_ARGUMENT",
          message: "Wrong.",
          details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }],
        },
      },
      "auth",
    ],
    [
      "xAI bad key",
      openai,
      { code: "Client specified an invalid argument", error: "Incorrect API key provided: xa***Zq." },
      "auth",
    ],
    [
      "Anthropic prompt is too long",
      anthropic,
      {
        type: "error",
        error: { type: "invalid_request_error", message: "prompt is too long: 210000 tokens > 200000 maximum" },
      },
      "context_length",
    ],
    [
      "Anthropic credit balance",
      anthropic,
      {
        type: "error",
        error: {
          type: "invalid_request_error",
          message: "Your credit balance is too low to access the Anthropic API.",
        },
      },
      "quota_exhausted",
    ],
    [
      "OpenAI unsupported_parameter",
      openai,
      { error: { code: "unsupported_parameter", param: "logprobs", message: "Unsupported parameter: 'logprobs'" } },
      "unsupported",
    ],
    [
      "a malformed schema",
      openai,
      {
        error: {
          code: "invalid_function_parameters",
          type: "invalid_request_error",
          param: "tools[0].function.parameters",
          message:
            "Invalid schema for function 'f': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'.",
        },
      },
      "invalid_request",
    ],
  ] as const)("%s", (_, rows, value, kind) => {
    expect(classify(failed, body(400, value), { rows, now: NOW }).kind).toBe(kind);
  });
});

describe("classify: by status alone", () => {
  it.each([
    [301, "connection"],
    [307, "connection"],
    [400, "invalid_request"],
    [401, "auth"],
    [402, "quota_exhausted"],
    [403, "permission"],
    [404, "model_not_found"],
    [405, "unsupported"],
    [407, "config"],
    [408, "timeout"],
    [409, "conflict"],
    [413, "request_too_large"],
    [414, "request_too_large"],
    [418, "invalid_request"],
    [421, "server_error"],
    [422, "invalid_request"],
    [425, "server_error"],
    [429, "rate_limit"],
    [497, "config"],
    [498, "overloaded"],
    [499, "timeout"],
    [500, "server_error"],
    [502, "server_error"],
    [503, "overloaded"],
    [504, "timeout"],
    [520, "server_error"],
    [529, "overloaded"],
  ] as const)("%i is %s", (status, kind) => {
    for (const wire of [{ status }, { status, errorText: "" }, { status, errorText: "<html>x</html>" }]) {
      const fault = general(failed, wire);
      expect(fault).toMatchObject({ kind, status });
      expect(fault.phase).toBeUndefined();
    }
    expect(general(Object.assign(new Error("x"), { status })).kind).toBe(kind);
  });
});

describe("classify: what holds for every provider", () => {
  it.each([
    ["quota_exhausted", 429, { code: "insufficient_quota", message: "x" }],
    ["quota_exhausted", 429, { message: "Rate limit reached on tokens per day (TPD): Limit 100000, Used 99999" }],
    ["quota_exhausted", 403, { message: "Insufficient credits" }],
    ["request_too_large", 429, { message: "Request too large: Limit 6000, Requested 9000" }],
    ["rate_limit", 429, { message: "Request too large: Limit 6000, Requested 900" }],
    ["overloaded", 500, { message: "The model is currently overloaded" }],
    ["auth", 400, { message: "Invalid API key" }],
    ["model_not_found", 400, { message: "Model m does not exist" }],
  ] as const)("%s: %i %j", (kind, status, error) => {
    expect(general(failed, body(status, { error })).kind).toBe(kind);
  });
});

describe("classify: an LlmuxError", () => {
  it("keeps its own fields, and invents none", () => {
    const error = new LlmuxError("timeout", "silent for 3 s", { phase: "idle" });
    expect(general(error, { status: 200 })).toEqual({ kind: "timeout", message: "silent for 3 s", phase: "idle" });
    const rich = new LlmuxError("rate_limit", "slow", {
      status: 430,
      code: "c",
      type: "t",
      param: "p",
      retryAfterMs: 5,
      requestId: "r",
      body: { a: 1 },
      headers: { "retry-after": "1" },
    });
    expect(general(rich)).toEqual({
      kind: "rate_limit",
      message: "slow",
      status: 430,
      code: "c",
      type: "t",
      param: "p",
      retryAfterMs: 5,
      requestId: "r",
      body: { a: 1 },
      headers: { "retry-after": "1" },
    });
  });

  it("finds one that an SDK wrapped", () => {
    const wrapped = new Error("Connection error.", { cause: new LlmuxError("config", "no key") });
    expect(general(wrapped)).toMatchObject({ kind: "config", message: "no key" });
  });

  it("still tells a reset beneath it", () => {
    const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    expect(general(new LlmuxError("connection", "lost", { cause: reset })).resetBeforeResponse).toBe(true);
  });
});

describe("classify: text", () => {
  it("is one line of at most 500 characters that shows no half word", () => {
    const secret = "q7".repeat(30);
    const message = general(failed, body(400, `${"word ".repeat(97)}${secret} end`)).message;
    expect(message.length).toBeLessThanOrEqual(500);
    expect(message).not.toContain("q7q7");
    expect(general(failed, body(400, "x".repeat(9000))).message.length).toBeLessThanOrEqual(500);
  });

  it("holds nothing that looks like a key, nor a key it was told", () => {
    const key = "sk-canary-1234567890";
    const told = "plainsecret";
    const error = Object.assign(new Error(`400 ${key}`), { code: key, param: key });
    const wire = body(
      400,
      { error: { message: `bad ${key} ${told}`, code: key, [key]: told }, request_id: told },
      { "x-request-id": told },
    );
    for (const use of [wire, {}]) {
      const text = JSON.stringify(classify(error, use, { rows: openai, now: NOW, keys: [told] }));
      expect(text).not.toContain("canary");
      expect(text).not.toContain(told);
    }
  });
});

it.each([" ", new Error("\n"), { message: "  ", status: 500 }])(
  "has words for a failure that says only %j",
  (error) => {
    expect(general(error).message).toMatch(/\w/);
  },
);

it("classify never throws, always gives a known kind and a message", () => {
  const wires = fc.record(
    { status: fc.integer({ min: 100, max: 599 }), errorText: fc.oneof(fc.string(), fc.json()) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), wires, (error, wire) => {
      for (const rows of [openai, anthropic, gemini]) {
        const fault = classify(error, wire, { rows, now: NOW });
        expect(FAULT_KINDS).toContain(fault.kind satisfies FaultKind);
        expect(fault.message).not.toBe("");
      }
    }),
    { numRuns: 300 },
  );
  const trap = new Proxy(
    {},
    {
      get: () => {
        throw new Error("trap");
      },
    },
  );
  expect(general(trap).kind).toBe("server_error");
});
