import { describe, expect, it } from "vitest";
import type { WireNotes } from "../../src/contract/provider.ts";
import { classify } from "../../src/providers/classify.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const general = (error: unknown, wire: WireNotes = {}) => classify(error, wire, { rows: [], now: NOW });
const body = (status: number, value: unknown, headers: Record<string, string> = {}): WireNotes => ({
  status,
  headers,
  errorText: typeof value === "string" ? value : JSON.stringify(value),
});
const failed = new Error("status code (no body)");

describe("classify: shapes of bodies", () => {
  it.each([
    [
      { error: { message: "no", code: "c1", type: "t1", param: "p1" } },
      { message: "no", code: "c1", type: "t1", param: "p1" },
    ],
    [
      { object: "error", message: "no", type: "t1", param: null, code: 1300 },
      { message: "no", code: "1300", type: "t1" },
    ],
    [
      { message: "no", type: "t1", param: "p1", code: "c1" },
      { message: "no", code: "c1", type: "t1", param: "p1" },
    ],
    [{ error: "no" }, { message: "no" }],
    ['event: error\ndata: {"error":{"message":"no","code":"c1"}}\n\n', { message: "no", code: "c1" }],
    ['data:{"error":{"message":"no"}}\n\n', { message: "no" }],
    [
      { code: "c1", error: "no" },
      { message: "no", code: "c1" },
    ],
    [{ detail: "no" }, { message: "no" }],
    [
      { detail: [{ loc: ["body", "seed"], msg: "no", type: "t1" }] },
      { message: "seed: no", param: "seed", code: "t1" },
    ],
    [
      { object: "error", message: { detail: [{ loc: ["body", "seed"], msg: "no" }] } },
      { message: "seed: no", param: "seed" },
    ],
    [
      [{ error: { code: 400, status: "INVALID_ARGUMENT", message: "no" } }],
      { message: "no", type: "INVALID_ARGUMENT", code: "400" },
    ],
    [
      { type: "error", error: { type: "t1", message: "no" }, request_id: "req_1" },
      { message: "no", type: "t1", requestId: "req_1" },
    ],
    [
      { error: { code: "c1", message: "no" }, request_id: "r1" },
      { message: "no", requestId: "r1" },
    ],
    [
      { error: { message: "Provider returned error", metadata: { raw: "upstream says no" } } },
      { message: "Provider returned error: upstream says no" },
    ],
    [{ error: { error: { message: "no" } } }, { message: "no" }],
    [{ error: { code: "c1" } }, { message: '{"error":{"code":"c1"}}', code: "c1" }],
    ["", { message: "HTTP 400 without a message" }],
    ["plain  text\nof two lines", { message: "plain text of two lines" }],
    ["{broken", { message: "{broken" }],
  ])("%j", (value, expected) => {
    expect(general(failed, body(400, value))).toMatchObject(expected);
  });

  it("prefers the wire's body to the SDK's view of it", () => {
    const lost = Object.assign(new Error("400 status code (no body)"), { status: 400, error: undefined });
    expect(general(lost, body(400, { object: "error", message: "the flat one" })).message).toBe("the flat one");
  });

  it("hands on the innermost error object, and no HTML", () => {
    expect(general(failed, body(400, { error: { message: "no", code: "c" } })).body).toEqual({
      message: "no",
      code: "c",
    });
    const page = general(failed, body(502, "<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>"));
    expect(page).toMatchObject({ kind: "server_error", message: "HTTP 502 with an HTML page" });
    expect(JSON.stringify(page)).not.toContain("<");
  });

  it("shows only headers that are of use", () => {
    const headers = {
      "retry-after": "3",
      "x-request-id": "r1",
      "set-cookie": "s=1",
      "x-ratelimit-limit-tokens": "9",
      "content-type": "text/plain",
      server: "x",
      authorization: "no",
    };
    const fault = general(failed, body(429, "slow", headers));
    expect(fault.headers).toEqual({
      "retry-after": "3",
      "x-request-id": "r1",
      "x-ratelimit-limit-tokens": "9",
      "content-type": "text/plain",
    });
    expect(fault).toMatchObject({ requestId: "r1", retryAfterMs: 3000 });
    const sdk = Object.assign(new Error("x"), {
      status: 429,
      headers: new Headers({ "Request-Id": "r2", "Retry-After": "4", Server: "x" }),
    });
    expect(general(sdk)).toMatchObject({
      requestId: "r2",
      retryAfterMs: 4000,
      headers: { "request-id": "r2", "retry-after": "4" },
    });
  });

  it("gives no time to come back where coming back is no use", () => {
    expect(general(failed, body(400, "no", { "retry-after": "3" })).retryAfterMs).toBeUndefined();
  });

  it("keeps a long time told with a quota and drops a short one", () => {
    expect(general(failed, body(402, "pay", { "retry-after": "7200" })).retryAfterMs).toBe(7_200_000);
    expect(general(failed, body(402, "pay", { "retry-after": "20" })).retryAfterMs).toBeUndefined();
  });
});

describe("classify: context length", () => {
  const patterns = [
    "context_length_exceeded",
    "context length exceeded",
    "This model's maximum context length is 8,192 tokens. However, you requested 9000",
    "prompt is too long: 210000 tokens > 200000 maximum",
    "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
    "Input tokens exceed the configured limit of 272000 tokens",
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
    "Please reduce the length of the messages or completion.",
    "`inputs` tokens + `max_new_tokens` must be <= 4097",
    "the request exceeds the available context size",
    "Your request exceeded model token limit: 8192",
    "context window exceeds limit (2013)",
    "trying to keep the first tokens, greater than the context length",
    "Input is too long for requested model.",
    "Prompt contains 40000 tokens, too large for model with 32768 maximum context length",
    "Range of input length should be [1, 30720]",
  ];
  it.each(patterns)("%s", (message) => {
    for (const status of [400, 413, 422])
      expect(general(failed, body(status, { message })).kind).toBe("context_length");
    expect(general(failed, body(500, { message })).kind).toBe("server_error");
  });

  it("does not take a rate limit's text for it", () => {
    const message = "Limit of tokens per minute (TPM): please reduce the length of the messages";
    expect(general(failed, body(413, { message })).kind).toBe("request_too_large");
  });
});

describe("classify: a parameter refused", () => {
  it.each([
    [422, "Extra inputs are not permitted", { loc: ["body", "store"] }, "unsupported"],
    [422, "unknown field `verbosity`", {}, "unsupported"],
    [422, "Field required", { loc: ["body", "messages"] }, "invalid_request"],
    [422, "missing field `content`", {}, "invalid_request"],
    [422, "not good", {}, "invalid_request"],
    [400, "temperature is not supported with this model", {}, "unsupported"],
    [400, "m does not support image input", {}, "unsupported"],
    [404, "No endpoints found that support tool use", {}, "unsupported"],
  ] as const)("%i %s", (status, msg, rest, kind) => {
    expect(general(failed, body(status, { detail: [{ msg, ...rest }] })).kind).toBe(kind);
  });
});
