import { describe, expect, it } from "vitest";
import type { WireNotes } from "../../src/contract/provider.ts";
import { classify } from "../../src/providers/classify.ts";

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const general = (error: unknown, wire: WireNotes = {}) => classify(error, wire, { rows: [], now: NOW });

describe("classify: below HTTP", () => {
  const caused = (message: string, cause: object) => new TypeError(message, { cause });
  const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

  it.each([
    [new DOMException("This operation was aborted", "AbortError"), "aborted", undefined],
    [Object.assign(new Error("x"), { name: "APIUserAbortError" }), "aborted", undefined],
    [new Error("Request was aborted."), "aborted", undefined],
    [new Error("[GoogleGenerativeAI Error]: Request aborted when reading from the stream"), "aborted", undefined],
    [caused("fetch failed", new DOMException("x", "AbortError")), "aborted", undefined],
    [new DOMException("The operation timed out", "TimeoutError"), "timeout", undefined],
    [new Error("Request timed out."), "timeout", undefined],
    [caused("fetch failed", coded("UND_ERR_CONNECT_TIMEOUT")), "timeout", "connect"],
    [caused("fetch failed", coded("ETIMEDOUT")), "timeout", "connect"],
    [caused("fetch failed", coded("UND_ERR_HEADERS_TIMEOUT")), "timeout", "first_token"],
    [caused("terminated", coded("UND_ERR_BODY_TIMEOUT")), "timeout", "idle"],
    ...[
      "ECONNREFUSED",
      "ECONNRESET",
      "EPIPE",
      "ENOTFOUND",
      "EAI_AGAIN",
      "EHOSTUNREACH",
      "UND_ERR_SOCKET",
      "UND_ERR_CLOSED",
    ].map((code) => [caused("fetch failed", coded(code)), "connection", undefined] as const),
    ...[
      "CERT_HAS_EXPIRED",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "HPE_INVALID_CONSTANT",
    ].map((code) => [caused("fetch failed", coded(code)), "connection", undefined] as const),
    [new TypeError("fetch failed"), "connection", undefined],
    [new TypeError("terminated"), "connection", undefined],
    [new Error("other side closed"), "connection", undefined],
    [coded("ERR_STREAM_PREMATURE_CLOSE", "Premature close"), "connection", undefined],
    [new Error("Connection error."), "connection", undefined],
    [
      new Error("[GoogleGenerativeAI Error]: Error fetching from https://x.test/v1: fetch failed"),
      "connection",
      undefined,
    ],
    [new Error("[GoogleGenerativeAI Error]: Error reading from the stream"), "connection", undefined],
    [new AggregateError([coded("ECONNREFUSED"), coded("EHOSTUNREACH")]), "connection", undefined],
    [caused("terminated", coded("Z_DATA_ERROR", "incorrect header check")), "server_error", undefined],
    [coded("ERR_INVALID_URL", "Invalid URL"), "config", undefined],
    [coded("ERR_INVALID_CHAR", "Invalid character in header content"), "config", undefined],
    [coded("UND_ERR_ABORTED", "Proxy response (407) !== 200 when HTTP Tunneling"), "config", undefined],
    [coded("UND_ERR_ABORTED", "Proxy response (502) !== 200 when HTTP Tunneling"), "connection", undefined],
  ] as const)("%s is %s %s", (error, kind, phase) => {
    const fault = general(error);
    expect([fault.kind, fault.phase]).toEqual([kind, phase]);
    expect(fault.status).toBeUndefined();
  });

  it("says what went wrong at the bottom", () => {
    const fault = general(
      new Error("Connection error.", {
        cause: caused("fetch failed", coded("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1")),
      }),
    );
    expect(fault).toMatchObject({
      message: "connection failed: connect ECONNREFUSED 127.0.0.1:1",
      code: "ECONNREFUSED",
    });
  });

  it("marks a reset as repeatable only before the head arrived", () => {
    for (const error of [
      coded("ECONNRESET"),
      coded("EPIPE"),
      new Error("socket hang up"),
      caused("fetch failed", coded("UND_ERR_SOCKET", "other side closed")),
    ]) {
      expect(general(error).resetBeforeResponse).toBe(true);
      expect(general(error, { status: 200 }).resetBeforeResponse).toBeUndefined();
    }
    expect(general(coded("ECONNREFUSED")).resetBeforeResponse).toBeUndefined();
  });

  it("takes a connection timeout after the head for silence", () => {
    expect(general(coded("ETIMEDOUT"), { status: 200 })).toMatchObject({ kind: "timeout", phase: "idle" });
  });

  it("names a refused redirect and its status", () => {
    const error = caused("fetch failed", coded("ERR_REDIRECT", "The server redirects (302)"));
    expect(general(new Error("Connection error.", { cause: error }), { status: 302 })).toMatchObject({
      kind: "connection",
      status: 302,
      message: "connection failed: The server redirects (302)",
    });
  });

  it("believes a status that arrived more than the connection that broke afterwards, but not more than an abort", () => {
    expect(general(coded("ECONNRESET"), { status: 429 }).kind).toBe("rate_limit");
    expect(general(new Error("Request was aborted."), { status: 429 }).kind).toBe("aborted");
  });
});

describe("classify: an answer that is none", () => {
  it("takes broken JSON under 200 for the server's fault", () => {
    let error: unknown;
    try {
      JSON.parse('{"id": 1');
    } catch (thrown) {
      error = thrown;
    }
    expect(general(error, { status: 200 }).kind).toBe("server_error");
    expect(general(error, { status: 200 }).status).toBeUndefined();
    expect(
      general(new SyntaxError(`Unexpected token '<', "<html><bod"... is not valid JSON`), { status: 200 }).message,
    ).toBe("an HTML page where an answer was expected");
  });

  it("takes a stream that broke under 200 for the connection's", () => {
    expect(general(new TypeError("terminated"), { status: 200 }).kind).toBe("connection");
  });

  it.each([
    [{ error: { code: 502, message: "Provider returned error" } }, "server_error", 502],
    [{ error: { code: 429, message: "slow" } }, "rate_limit", 429],
    [{ error: { message: "x", type: "invalid_request_error", code: null } }, "invalid_request", undefined],
    [{ error: { message: "This model's maximum context length is 8192 tokens" } }, "context_length", undefined],
    [{ error: { code: 500, message: "maximum context length is 8192 tokens" } }, "context_length", 500],
    [{ error: { message: "x", type: "overloaded_error" } }, "overloaded", undefined],
  ] as const)("classifies an error body under 200: %j", (value, kind, status) => {
    const fault = general(value, { status: 200 });
    expect(fault.kind).toBe(kind);
    expect(fault.status).toBe(status);
  });

  it.each([
    [new TypeError("x is not a function"), "TypeError: x is not a function"],
    ["just text", "just text"],
    [undefined, "unknown failure: something was thrown that says nothing"],
    [null, "unknown failure: something was thrown that says nothing"],
    [new Error(""), "unknown failure: something was thrown that says nothing"],
  ])("takes %s for a server error", (error, message) => {
    expect(general(error)).toMatchObject({ kind: "server_error", message });
  });

  it("goes by status, code and message of whatever a custom provider throws", () => {
    expect(general({ status: 429, message: "no more" })).toMatchObject({
      kind: "rate_limit",
      message: "no more",
      status: 429,
    });
    expect(general(Object.assign(new Error("no"), { code: "rate_limit_exceeded" }))).toMatchObject({
      kind: "rate_limit",
      code: "rate_limit_exceeded",
    });
    expect(general(Object.assign(new Error("no"), { statusCode: 503 })).kind).toBe("overloaded");
  });

  it("knows a client that was never given a key", () => {
    expect(general(new Error("Could not resolve authentication method. Expected one of apiKey …")).kind).toBe("config");
  });
});
