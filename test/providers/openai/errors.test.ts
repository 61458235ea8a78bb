import OpenAI from "openai";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { classify } from "../../../src/providers/classify.ts";
import { errorRows } from "../../../src/providers/openai/errors.ts";
import { raise, type Upstream } from "../faulty-upstream.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const CANARY = "sk-canary-0123456789abcdef";
const kindOf = (status: number, body: unknown) =>
  classify(new Error("x"), { status, errorText: JSON.stringify(body) }, { rows: errorRows, now: NOW }).kind;

describe("OpenAI's own errors", () => {
  it.each([
    [
      "rate_limit",
      429,
      {
        code: "rate_limit_exceeded",
        type: "requests",
        message:
          "Rate limit reached for gpt-5.5 on requests per min (RPM): Limit 3, Used 3. Please try again in 20s. Add a payment method at https://platform.openai.com/account/billing.",
      },
    ],
    ["rate_limit", 503, { code: "slow_down", type: "rate_limit_error", message: "Slow down" }],
    [
      "rate_limit",
      429,
      {
        code: "rate_limit_exceeded",
        type: "tokens",
        message: "Request too large for gpt-5.5 on tokens per min (TPM): Limit 30,000, Requested 2,000.",
      },
    ],
    [
      "request_too_large",
      429,
      {
        code: "rate_limit_exceeded",
        type: "tokens",
        message:
          "Request too large for gpt-5.5 in organization org-a on tokens per min (TPM): Limit 30000, Requested 45000.",
      },
    ],
    [
      "quota_exhausted",
      429,
      {
        code: "rate_limit_exceeded",
        type: "requests",
        message: "Rate limit reached on requests per day (RPD): Limit 200, Used 200. Please try again in 7m12s.",
      },
    ],
    ...[
      "insufficient_quota",
      "credit_balance_exhausted",
      "organization_spend_limit_exceeded",
      "project_spend_limit_exceeded",
      "organization_usage_limit_exceeded",
      "billing_hard_limit_reached",
      "billing_not_active",
    ].map((code) => ["quota_exhausted", 429, { code, message: "x" }] as const),
    ["quota_exhausted", 429, { code: null, type: "insufficient_quota", message: "x" }],
    ["overloaded", 503, { code: "server_is_overloaded", message: "x" }],
    [
      "overloaded",
      429,
      { code: null, type: "requests", message: "That model is currently overloaded with other requests." },
    ],
    ["server_error", 500, { code: null, type: "server_error", message: "The server had an error" }],
    ["timeout", 408, { message: "x" }],
    ["auth", 401, { code: "invalid_api_key", message: "x" }],
    ["permission", 403, { code: "unsupported_country_region_territory", message: "x" }],
    ["permission", 404, { code: "model_not_found", message: "Project `p` does not have access to model `m`" }],
    [
      "model_not_found",
      404,
      { code: "model_not_found", message: "The model `m` does not exist or you do not have access to it." },
    ],
    ["model_not_found", 404, { code: null, message: "The model `m` has been deprecated" }],
    ["context_length", 400, { code: "context_length_exceeded", message: "x" }],
    ["context_length", 400, { code: null, message: "Input tokens exceed the configured limit of 272000 tokens." }],
    ["request_too_large", 413, { message: "x" }],
    ["unsupported", 400, { code: "unsupported_parameter", param: "p", message: "x" }],
    ["unsupported", 400, { code: "unsupported_value", param: "temperature", message: "x" }],
    ["unsupported", 400, { code: "unknown_parameter", param: "p", message: "x" }],
    ["content_filter", 400, { code: "content_policy_violation", message: "x" }],
    ["content_filter", 400, { code: "invalid_prompt", message: "x" }],
    ["content_filter", 400, { code: "moderation_blocked", message: "x" }],
    ["content_filter", 400, { code: null, message: "x", misalignment: { category: "c" } }],
    [
      "invalid_request",
      400,
      {
        code: "invalid_type",
        type: "invalid_request_error",
        param: "messages",
        message: "Invalid type for 'messages'",
      },
    ],
    ["conflict", 409, { message: "x" }],
  ] as const)("%s: %i %j", (kind, status, error) => {
    expect(kindOf(status, { error })).toBe(kind);
  });
});

describe("errors of the real SDK", () => {
  const client = (baseURL: string) => new OpenAI({ baseURL, apiKey: CANARY, maxRetries: 0, logLevel: "off" });
  const request = { model: "m", messages: [{ role: "user" as const, content: "hi" }] };
  const complete = (upstream: Upstream) => raise(upstream, (url) => client(url).chat.completions.create(request));
  const read = (upstream: Upstream) =>
    raise(upstream, async (url) => {
      for await (const _ of await client(url).chat.completions.create({ ...request, stream: true }));
    });
  const fault = (error: unknown, status?: number) => {
    const found = classify(error, status === undefined ? {} : { status }, { rows: errorRows, now: NOW });
    expect(JSON.stringify(found)).not.toContain("canary");
    return found;
  };
  const echo = (code: string) => ({ error: { code, message: `refused key ${CANARY}`, type: "t", param: null } });

  it.each([
    [401, "invalid_api_key", "auth"],
    [429, "insufficient_quota", "quota_exhausted"],
    [429, "rate_limit_exceeded", "rate_limit"],
    [500, "boom", "server_error"],
    [503, "server_is_overloaded", "overloaded"],
    [400, "context_length_exceeded", "context_length"],
  ] as const)("%i %s is %s, and echoes no key", async (status, code, kind) => {
    const upstream = { status, body: echo(code), headers: { "x-request-id": "req_7", "retry-after": "90" } };
    for (const error of [await complete(upstream), await read(upstream)]) {
      expect(fault(error)).toMatchObject({
        kind,
        status,
        code,
        requestId: "req_7",
        message: "refused key [redacted]",
        headers: { "retry-after": "90" },
      });
    }
  });

  it("502 with a proxy's page", async () => {
    const error = await complete({ status: 502, body: `<html><body>${CANARY}</body></html>` });
    expect(fault(error)).toMatchObject({ kind: "server_error", message: "HTTP 502 with an HTML page" });
  });

  it("a flat body, which the SDK loses and the wire keeps", async () => {
    const body = { object: "error", message: "prompt is too long: 9 tokens > 8 maximum", code: 400 };
    const error = await complete({ status: 400, body });
    const found = classify(error, { status: 400, errorText: JSON.stringify(body) }, { rows: errorRows, now: NOW });
    expect(found).toMatchObject({ kind: "context_length", message: body.message });
  });

  it("a refused port, a reset, a reset after the head", async () => {
    expect(fault(await complete("refused"))).toMatchObject({ kind: "connection", code: "ECONNREFUSED" });
    expect(fault(await complete("reset"))).toMatchObject({ kind: "connection", resetBeforeResponse: true });
    const late = fault(await complete("reset after head"), 200);
    expect(late.kind).toBe("connection");
    expect(late.resetBeforeResponse).toBeUndefined();
  });

  it("half a JSON text, and a body shorter than announced", async () => {
    expect(fault(await complete({ body: '{"id": "x", "choi' }), 200).kind).toBe("server_error");
    expect(fault(await complete({ body: '{"id": "x"', cut: true }), 200).kind).toBe("connection");
    expect(fault(await complete({ body: "not gzip", headers: { "content-encoding": "gzip" } }), 200).kind).toMatch(
      /^(?:server_error|connection)$/,
    );
  });

  it("an error in the stream", async () => {
    const sse = (error: unknown) => ({
      body: `data: ${JSON.stringify({ error })}\n\n`,
      headers: { "content-type": "text/event-stream" },
    });
    expect(
      fault(await read(sse({ message: "The server is currently overloaded", type: "server_error" })), 200).kind,
    ).toBe("overloaded");
    expect(fault(await read(sse({ message: "slow", code: "rate_limit_exceeded" })), 200)).toMatchObject({
      kind: "rate_limit",
      message: "slow",
    });
    expect(fault(await read(sse({ message: "gone", code: 502, metadata: { provider_name: "p" } })), 200)).toMatchObject(
      { kind: "overloaded", status: 502 },
    );
    expect(
      fault(await read({ body: "data: {broken\n\n", headers: { "content-type": "text/event-stream" } }), 200).kind,
    ).toBe("server_error");
  });

  it("an abort, and the SDK's own timeout", async () => {
    const aborted = await raise({ body: {} }, (url) =>
      client(url).chat.completions.create(request, { signal: AbortSignal.abort() }),
    );
    expect(fault(aborted).kind).toBe("aborted");
    const late = await raise("silent", (url) => client(url).chat.completions.create(request, { timeout: 20 }));
    expect(fault(late).kind).toBe("timeout");
  });

  it("a client that was given no key", () => {
    vi.stubEnv("OPENAI_API_KEY", undefined);
    vi.stubEnv("OPENAI_ADMIN_KEY", undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const make = () => new OpenAI({ baseURL: "http://127.0.0.1" });
    expect(make).toThrow();
    try {
      make();
    } catch (error) {
      expect(fault(error).kind).toBe("config");
    }
  });
});
