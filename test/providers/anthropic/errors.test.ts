import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, it } from "vitest";
import { errorRows } from "../../../src/providers/anthropic/errors.ts";
import { classify } from "../../../src/providers/classify.ts";
import { raise, type Upstream } from "../faulty-upstream.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const CANARY = "sk-ant-canary-0123456789";
const bodyOf = (type: string, message: string, code?: string) => ({
  type: "error",
  error: { type, message, ...(code !== undefined && { details: { error_code: code } }) },
  request_id: "req_011",
});

describe("Anthropic's errors", () => {
  it.each([
    ["rate_limit", 429, "rate_limit_error", "slow"],
    ["rate_limit", 429, "rate_limit_error", "faster than you may grow", "ramp_limit_exceeded"],
    ["quota_exhausted", 402, "billing_error", "pay"],
    ["quota_exhausted", 429, "rate_limit_error", "x", "enforced_spend_limit_reached"],
    ["quota_exhausted", 429, "rate_limit_error", "x", "contract_spend_limit_reached"],
    [
      "quota_exhausted",
      400,
      "invalid_request_error",
      "You have reached your specified workspace API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
    ],
    ["quota_exhausted", 400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."],
    ["overloaded", 529, "overloaded_error", "Overloaded"],
    ["server_error", 500, "api_error", "Internal server error"],
    ["timeout", 504, "timeout_error", "x"],
    ["timeout", 400, "invalid_request_error", "x", "request_body_timeout"],
    ["auth", 401, "authentication_error", "invalid x-api-key"],
    ["permission", 403, "permission_error", "x"],
    ["permission", 400, "invalid_request_error", "claude-fable-5-2 is not available under zero data retention"],
    ["permission", 400, "invalid_request_error", "x", "cmek_key_disabled"],
    ["model_not_found", 404, "not_found_error", "model: claude-sonet-5"],
    ["context_length", 400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"],
    [
      "context_length",
      400,
      "invalid_request_error",
      "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
    ],
    ["request_too_large", 413, "request_too_large", "x"],
    ["unsupported", 400, "invalid_request_error", "x", "available_tools_limit_exceeded"],
    ["unsupported", 400, "invalid_request_error", "output_config: Extra inputs are not permitted"],
    ["unsupported", 400, "invalid_request_error", "`temperature` is not supported for this model"],
    ["unsupported", 400, "invalid_request_error", "This model does not support assistant message prefill."],
    ["content_filter", 400, "invalid_request_error", "Output blocked by content filtering policy"],
    ["conflict", 409, "conflict_error", "x"],
    ["invalid_request", 400, "invalid_request_error", "messages.0: all messages must have non-empty content"],
  ] as const)("%s: %i %s %s %s", (kind, status, type, message, code?: string) => {
    const wire = { status, errorText: JSON.stringify(bodyOf(type, message, code)) };
    const fault = classify(new Error("x"), wire, { rows: errorRows, now: NOW });
    expect(fault).toMatchObject({ kind, status, type, message, requestId: "req_011", ...(code && { code }) });
  });

  it.each([
    ["overloaded_error", "overloaded"],
    ["rate_limit_error", "rate_limit"],
    ["authentication_error", "auth"],
    ["permission_error", "permission"],
    ["not_found_error", "model_not_found"],
    ["request_too_large", "request_too_large"],
    ["conflict_error", "conflict"],
    ["timeout_error", "timeout"],
    ["billing_error", "quota_exhausted"],
    ["api_error", "server_error"],
  ] as const)("believes the type %s more than a gateway's status", (type, kind) => {
    const wire = { status: 418, errorText: JSON.stringify(bodyOf(type, "x")) };
    expect(classify(new Error("x"), wire, { rows: errorRows, now: NOW }).kind).toBe(kind);
  });

  it("tells when a spend limit ends", () => {
    const message =
      "You have reached your specified API usage limits. You will regain access on 2026-11-22 at 00:00 UTC.";
    const wire = { status: 400, errorText: JSON.stringify(bodyOf("invalid_request_error", message)) };
    expect(classify(new Error("x"), wire, { rows: errorRows, now: NOW }).retryAfterMs).toBe(12 * 3_600_000);
  });

  it("names the refused parameter", () => {
    const wire = {
      status: 400,
      errorText: JSON.stringify(bodyOf("invalid_request_error", "output_config: Extra inputs are not permitted")),
    };
    expect(classify(new Error("x"), wire, { rows: errorRows, now: NOW }).param).toBe("output_config");
  });
});

describe("errors of the real SDK", () => {
  const client = (baseURL: string) => new Anthropic({ baseURL, apiKey: CANARY, maxRetries: 0, logLevel: "off" });
  const request = { model: "m", max_tokens: 9, messages: [{ role: "user" as const, content: "hi" }] };
  const complete = (upstream: Upstream) => raise(upstream, (url) => client(url).messages.create(request));
  const read = (upstream: Upstream) =>
    raise(upstream, async (url) => {
      for await (const _ of await client(url).messages.create({ ...request, stream: true }));
    });
  const fault = (error: unknown, status?: number) => {
    const found = classify(error, status === undefined ? {} : { status }, { rows: errorRows, now: NOW });
    expect(JSON.stringify(found)).not.toContain("canary");
    return found;
  };

  it.each([
    [401, "authentication_error", undefined, "auth"],
    [429, "rate_limit_error", undefined, "rate_limit"],
    [429, "rate_limit_error", "enforced_spend_limit_reached", "quota_exhausted"],
    [500, "api_error", undefined, "server_error"],
    [529, "overloaded_error", undefined, "overloaded"],
  ] as const)("%i %s %s is %s, and echoes no key", async (status, type, code, kind) => {
    const headers = {
      "request-id": "req_9",
      "anthropic-ratelimit-requests-remaining": "0",
      "anthropic-ratelimit-requests-reset": "2026-11-21T12:02:00Z",
    };
    const upstream = { status, body: bodyOf(type, `refused key ${CANARY}`, code), headers };
    for (const error of [await complete(upstream), await read(upstream)]) {
      const found = fault(error);
      expect(found).toMatchObject({ kind, status, type, requestId: "req_9", message: "refused key [redacted]" });
      expect(found.body).toMatchObject({ type, message: "refused key [redacted]" });
      expect(found.retryAfterMs).toBe(kind === "auth" ? undefined : 120_000);
    }
  });

  it("413 and 502 as a proxy's page", async () => {
    expect(fault(await complete({ status: 413, body: "<html><body>413</body></html>" }))).toMatchObject({
      kind: "request_too_large",
      message: "HTTP 413 with an HTML page",
    });
    expect(fault(await complete({ status: 502, body: `<html>${CANARY}</html>` })).kind).toBe("server_error");
  });

  it.each([
    ["overloaded_error", "Overloaded", "overloaded"],
    ["api_error", "Internal server error", "server_error"],
    ["api_error", "Output blocked by content filtering policy", "content_filter"],
    ["rate_limit_error", "slow", "rate_limit"],
    ["invalid_request_error", "no", "invalid_request"],
  ] as const)("in the stream: %s %s is %s", async (type, message, kind) => {
    const body = `event: error\ndata: ${JSON.stringify(bodyOf(type, message))}\n\n`;
    const error = await read({ body, headers: { "content-type": "text/event-stream" } });
    for (const status of [undefined, 200]) {
      const found = fault(error, status);
      expect(found).toMatchObject({ kind, type, message });
      expect(found.status).toBeUndefined();
    }
  });

  it("a refused port, a reset, a reset after the head, half a JSON text", async () => {
    expect(fault(await complete("refused"))).toMatchObject({ kind: "connection", code: "ECONNREFUSED" });
    expect(fault(await complete("reset"))).toMatchObject({ kind: "connection", resetBeforeResponse: true });
    expect(fault(await complete("reset after head"), 200).kind).toBe("connection");
    expect(fault(await complete({ body: '{"id": "x", "con' }), 200).kind).toBe("server_error");
  });

  it("an abort, and the SDK's own timeout", async () => {
    const aborted = await raise({ body: {} }, (url) =>
      client(url).messages.create(request, { signal: AbortSignal.abort() }),
    );
    expect(fault(aborted).kind).toBe("aborted");
    expect(fault(await raise("silent", (url) => client(url).messages.create(request, { timeout: 20 }))).kind).toBe(
      "timeout",
    );
  });
});
