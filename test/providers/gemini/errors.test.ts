import { GoogleGenAI } from "@google/genai";
import { GoogleGenerativeAI } from "@google/generative-ai";
import { describe, expect, it } from "vitest";
import { classify } from "../../../src/providers/classify.ts";
import { errorRows } from "../../../src/providers/gemini/errors.ts";
import { raise, type Upstream } from "../faulty-upstream.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const CANARY = "AIzaSyCanary0123456789abcdefghijklmnop";
const rpc = (name: string, fields: object) => ({ "@type": `type.googleapis.com/google.rpc.${name}`, ...fields });
const errorOf = (code: number, status: string, message: string, details?: unknown[]) => ({
  error: { code, status, message, ...(details && { details }) },
});
const violation = (quotaId: string, quotaValue: string) =>
  rpc("QuotaFailure", { violations: [{ quotaId, quotaValue }] });
const reason = (name: string) => rpc("ErrorInfo", { reason: name, domain: "googleapis.com" });
const plan = "You exceeded your current quota, please check your plan and billing details.";

const CASES = [
  [
    "rate_limit",
    429,
    "RESOURCE_EXHAUSTED",
    plan,
    [violation("GenerateRequestsPerMinutePerProject", "10"), rpc("RetryInfo", { retryDelay: "34.4s" })],
  ],
  [
    "quota_exhausted",
    429,
    "RESOURCE_EXHAUSTED",
    plan,
    [violation("GenerateRequestsPerDayPerProject", "50"), rpc("RetryInfo", { retryDelay: "47s" })],
  ],
  [
    "quota_exhausted",
    429,
    "RESOURCE_EXHAUSTED",
    plan,
    [violation("RequestsPerMinute", "9"), violation("RequestsPerDay", "50")],
  ],
  [
    "quota_exhausted",
    429,
    "RESOURCE_EXHAUSTED",
    plan,
    [violation("GenerateRequestsPerMinutePerProject-FreeTier", "0")],
  ],
  [
    "quota_exhausted",
    429,
    "RESOURCE_EXHAUSTED",
    "Quota exceeded for metric: free_tier_requests, limit: 0, model: m",
    [violation("RequestsPerMinute", "")],
  ],
  ["quota_exhausted", 429, "RESOURCE_EXHAUSTED", plan, undefined],
  ["quota_exhausted", 429, "RESOURCE_EXHAUSTED", "Your project has exceeded its spending cap.", undefined],
  ["rate_limit", 429, "RESOURCE_EXHAUSTED", "Resource has been exhausted, limit: 0.5", undefined],
  [
    "quota_exhausted",
    400,
    "FAILED_PRECONDITION",
    "Gemini API free tier is not available in your country. Please enable billing.",
    undefined,
  ],
  ["overloaded", 503, "UNAVAILABLE", "The model is overloaded. Please try again later.", undefined],
  [
    "overloaded",
    429,
    "RESOURCE_EXHAUSTED",
    "No capacity",
    [reason("MODEL_CAPACITY_EXHAUSTED"), rpc("RetryInfo", { retryDelay: "9s" })],
  ],
  ["server_error", 500, "INTERNAL", "An internal error has occurred.", undefined],
  ["timeout", 504, "DEADLINE_EXCEEDED", "Deadline expired", undefined],
  ["timeout", 499, "CANCELLED", "The operation was cancelled.", undefined],
  ["auth", 400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [reason("API_KEY_INVALID")]],
  ["auth", 401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", undefined],
  [
    "auth",
    403,
    "PERMISSION_DENIED",
    "Method doesn't allow unregistered callers (callers without established identity).",
    undefined,
  ],
  ["permission", 403, "PERMISSION_DENIED", "Permission denied", undefined],
  ["permission", 403, "PERMISSION_DENIED", "Generative Language API has not been used", [reason("SERVICE_DISABLED")]],
  [
    "permission",
    403,
    "PERMISSION_DENIED",
    "Your API key was reported as leaked. Please use another API key.",
    undefined,
  ],
  ["permission", 400, "FAILED_PRECONDITION", "User location is not supported for the API use.", undefined],
  [
    "model_not_found",
    404,
    "NOT_FOUND",
    "models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.",
    undefined,
  ],
  [
    "context_length",
    400,
    "INVALID_ARGUMENT",
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    undefined,
  ],
  ["request_too_large", 413, "INVALID_ARGUMENT", "x", undefined],
  ["request_too_large", 400, "INVALID_ARGUMENT", "Request payload size exceeds the limit: 20971520 bytes.", undefined],
  ["unsupported", 400, "INVALID_ARGUMENT", "Function calling is not enabled for models/m", undefined],
  ["unsupported", 400, "INVALID_ARGUMENT", "Developer instruction is not enabled for models/m", undefined],
  [
    "unsupported",
    400,
    "INVALID_ARGUMENT",
    "Invalid JSON payload received. Unknown name \"logitBias\" at 'generation_config': Cannot find field.",
    undefined,
  ],
  ["unsupported", 400, "INVALID_ARGUMENT", "Thinking is not supported for this model", undefined],
  [
    "invalid_request",
    400,
    "INVALID_ARGUMENT",
    "Please ensure that function call turn comes immediately after a user turn.",
    undefined,
  ],
] as const;

describe("Google's errors, by the wire", () => {
  it.each(CASES)("%s: %i %s %s %j", (kind, code, status, message, details) => {
    const body = errorOf(code, status, message, details as unknown[] | undefined);
    for (const text of [JSON.stringify(body), JSON.stringify([body])]) {
      const fault = classify(new Error("x"), { status: code, errorText: text }, { rows: errorRows, now: NOW });
      expect(fault).toMatchObject({ kind, status: code, message, type: status });
    }
  });

  it.each([
    ["UNAUTHENTICATED", "auth"],
    ["PERMISSION_DENIED", "permission"],
    ["NOT_FOUND", "model_not_found"],
    ["RESOURCE_EXHAUSTED", "rate_limit"],
    ["UNAVAILABLE", "overloaded"],
    ["DEADLINE_EXCEEDED", "timeout"],
    ["CANCELLED", "timeout"],
    ["INTERNAL", "server_error"],
  ] as const)("believes the name %s more than a gateway's status", (name, kind) => {
    const wire = { status: 418, errorText: JSON.stringify({ error: { status: name, message: "x" } }) };
    expect(classify(new Error("x"), wire, { rows: errorRows, now: NOW }).kind).toBe(kind);
  });

  it("names the refused parameter", () => {
    const body = errorOf(400, "INVALID_ARGUMENT", "Unknown name \"logitBias\" at 'generation_config'");
    expect(classify(body, {}, { rows: errorRows, now: NOW }).param).toBe("logitBias");
  });

  it("reads the newer SDK's error, whose message is the body", () => {
    const error = Object.assign(
      new Error(
        JSON.stringify(
          errorOf(429, "RESOURCE_EXHAUSTED", plan, [
            violation("PerMinute", "5"),
            rpc("RetryInfo", { retryDelay: "2s" }),
          ]),
        ),
      ),
      { status: 429, name: "ApiError" },
    );
    expect(classify(error, {}, { rows: errorRows, now: NOW })).toMatchObject({
      kind: "rate_limit",
      retryAfterMs: 2000,
      message: plan,
    });
  });
});

describe("an error as a chunk of the stream", () => {
  it.each([
    [503, "UNAVAILABLE", "overloaded"],
    [429, "RESOURCE_EXHAUSTED", "rate_limit"],
    [500, "INTERNAL", "server_error"],
    [504, "DEADLINE_EXCEEDED", "timeout"],
    [400, "INVALID_ARGUMENT", "invalid_request"],
  ] as const)("%i %s is %s", (code, status, kind) => {
    for (const chunk of [
      errorOf(code, status, "said in the stream"),
      { error: { code, message: "said in the stream" } },
    ]) {
      for (const wire of [{}, { status: 200 }]) {
        expect(classify(chunk, wire, { rows: errorRows, now: NOW })).toMatchObject({
          kind,
          status: code,
          message: "said in the stream",
        });
      }
    }
    expect(classify({ error: { status, message: "x" } }, { status: 200 }, { rows: errorRows, now: NOW }).kind).toBe(
      kind,
    );
  });
});

interface Sdk {
  complete(baseUrl: string, abortSignal?: AbortSignal): Promise<unknown>;
  read(baseUrl: string): Promise<unknown>;
}

const older = (baseUrl: string) => new GoogleGenerativeAI(CANARY).getGenerativeModel({ model: "m" }, { baseUrl });
const present = (baseUrl: string) => new GoogleGenAI({ apiKey: CANARY, httpOptions: { baseUrl } }).models;
const ask = { model: "m", contents: "hi" };

const SDKS: Readonly<Record<string, Sdk>> = {
  "@google/generative-ai": {
    complete: (url, signal) => older(url).generateContent("hi", signal ? { signal } : {}),
    async read(url) {
      const result = await older(url).generateContentStream("hi");
      result.response.catch(() => {});
      for await (const _ of result.stream);
    },
  },
  "@google/genai": {
    complete: (url, abortSignal) =>
      present(url).generateContent({ ...ask, ...(abortSignal && { config: { abortSignal } }) }),
    async read(url) {
      for await (const _ of await present(url).generateContentStream(ask));
    },
  },
};

describe.each(Object.entries(SDKS))("errors of the real %s", (name, sdk) => {
  const complete = (upstream: Upstream) => raise(upstream, (url) => sdk.complete(url));
  const read = (upstream: Upstream) => raise(upstream, (url) => sdk.read(url));
  const fault = (error: unknown, status?: number) => {
    const found = classify(error, status === undefined ? {} : { status }, { rows: errorRows, now: NOW });
    expect(JSON.stringify(found)).not.toContain("Canary");
    return found;
  };

  it.each(CASES)("%s: %i %s %s %j", async (kind, code, status, message, details) => {
    const error = await complete({
      status: code,
      body: errorOf(code, status, message, details as unknown[] | undefined),
    });
    expect(fault(error)).toMatchObject({ kind, status: code, message });
  });

  it("tells the delay of a minute's limit and not that of a day's", async () => {
    const [minute, day] = await Promise.all(
      ["PerMinute", "PerDay"].map((per) =>
        complete({
          status: 429,
          body: errorOf(429, "RESOURCE_EXHAUSTED", plan, [
            violation(`Requests${per}`, "5"),
            rpc("RetryInfo", { retryDelay: "47s" }),
          ]),
        }),
      ),
    );
    expect(fault(minute)).toMatchObject({ kind: "rate_limit", retryAfterMs: 47_000 });
    expect(fault(day).kind).toBe("quota_exhausted");
    expect(fault(day).retryAfterMs).toBeUndefined();
  });

  it("echoes no key", async () => {
    const error = await complete({
      status: 400,
      body: errorOf(400, "INVALID_ARGUMENT", `bad ?key=${CANARY}`, [reason(CANARY)]),
    });
    expect(fault(error)).toMatchObject({ kind: "invalid_request", message: "bad ?key=[redacted]" });
  });

  it("502 with a proxy's page, a refused port, a reset", async () => {
    expect(fault(await complete({ status: 502, body: "<html></html>" }))).toMatchObject({
      kind: "server_error",
      message: name === "@google/genai" ? "HTTP 502 with an HTML page" : "HTTP 502 without a message",
    });
    expect(fault(await complete("refused")).kind).toBe("connection");
    expect(fault(await complete("reset")).kind).toBe("connection");
    expect(fault(await complete("reset after head"), 200).kind).toBe("connection");
  });

  it("half a JSON text, and a stream that breaks", async () => {
    expect(fault(await complete({ body: '{"candidates": [' }), 200).kind).toBe("server_error");
    expect(
      fault(await read({ body: 'data: {"cand', headers: { "content-type": "text/event-stream" } }), 200).kind,
    ).toBe("server_error");
    expect(fault(await read("reset after head"), 200).kind).toBe("connection");
  });

  // The older SDK hands it on as an event.
  it.runIf(name === "@google/genai")("an error within a stream", async () => {
    const body = `data: ${JSON.stringify(errorOf(503, "UNAVAILABLE", "The model is overloaded."))}\r\n\r\n`;
    const error = await read({ body, headers: { "content-type": "text/event-stream" } });
    expect(fault(error, 200)).toMatchObject({ kind: "overloaded", message: "The model is overloaded." });
  });

  it("an abort", async () => {
    const late = new AbortController();
    const error = await raise("silent", (url) => {
      setTimeout(() => late.abort(), 10);
      return sdk.complete(url, late.signal);
    });
    expect(fault(error).kind).toBe("aborted");
  });
});
