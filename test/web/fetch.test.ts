import "../../src/data/prices.ts";
import type { FaultKind } from "llmux";
import { describe, expect, it } from "vitest";
import { type Behaviour, chunk, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, hang, messages, ok } from "../support/router.ts";

const URL_ = "https://any.host/v1/chat/completions";
const post = (fields: object = {}, init: RequestInit = {}): RequestInit => ({
  method: "POST",
  body: JSON.stringify({ model: "chat", messages, ...fields }),
  ...init,
});

describe("router.fetch", () => {
  it("answers JSON as OpenAI does, with the report and its headers", async () => {
    const { router, providers } = bench({ a: ok });
    const response = await router.fetch(URL_, post());
    expect(response.status).toBe(200);
    const answer = await response.json();
    expect({ ...answer, x_llmux: 0 }).toEqual({ ...completion("hello"), x_llmux: 0 });
    expect(Object.fromEntries(response.headers)).toEqual({
      ...{ "content-type": "application/json", "cache-control": "no-cache", "x-request-id": answer.x_llmux.callId },
      ...{ "x-llmux-target": "a/m", "x-llmux-cache": "off" },
    });
    expect(providers.a.calls[0]?.request).toEqual({ model: "chat", messages });
  });

  it("answers a stream as server-sent events, one chunk each, then [DONE]", async () => {
    const { router } = bench({ a: () => chunks("he", "l\nlo") });
    const response = await router.fetch(URL_, post({ stream: true }));
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const text = await response.text();
    const events = text.split("\n\n");
    expect(events.pop()).toBe("");
    expect(events.pop()).toBe("data: [DONE]");
    const read = events.map((event) => JSON.parse(event.slice("data: ".length)));
    expect(read.map((one) => one.choices[0].delta.content ?? "").join("")).toBe("hel\nlo");
    expect(read.at(-1)).toMatchObject({ choices: [{ finish_reason: "stop" }], x_llmux: { target: "a/m" } });
    expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("data: "))).toEqual([]);
  });

  it("sends an event the moment it is there", async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { router } = bench({
      a: async function* () {
        yield chunk({ role: "assistant", content: "one" });
        await gate;
        yield* chunks("two").slice(1);
      },
    });
    const reader = (await router.fetch(URL_, post({ stream: true }))).body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('"one"');
    const next = reader.read();
    go();
    expect(new TextDecoder().decode((await next).value)).toContain('"two"');
  });

  it.each<[string, Parameters<typeof fetch>]>([
    ["a string", [URL_, post()]],
    ["a URL", [new URL(URL_), post()]],
    ["a Request", [new Request(URL_, post())]],
    ["a Request and what overrides it", [new Request(URL_, { method: "PUT", body: "{}" }), post()]],
    ["a path", ["/chat/completions", post()]],
    ["a query", [`${URL_}?api-version=1`, post()]],
    ["bytes", [URL_, post({}, { body: new TextEncoder().encode(JSON.stringify({ model: "chat", messages })) })]],
    ["a small-letter method", [URL_, post({}, { method: "post" })]],
  ])("takes %s", async (_, args) => {
    const { router } = bench({ a: ok });
    expect((await router.fetch(...args)).status).toBe(200);
  });

  it.each<[string, string, RequestInit, number, string]>([
    ["another path", "https://x/v1/images/generations", post(), 404, "unknown_url"],
    ["GET", URL_, { method: "GET" }, 405, "method_not_allowed"],
    ["no init", URL_, {}, 405, "method_not_allowed"],
    ["no JSON", URL_, post({}, { body: "{" }), 400, "invalid_json"],
    ["no body", URL_, { method: "POST" }, 400, "invalid_json"],
    ["a JSON null", URL_, post({}, { body: "null" }), 400, "invalid_request"],
    ["a malformed body", URL_, post({ messages: [] }), 400, "invalid_request"],
    ["an unknown model", URL_, post({ model: "nope" }), 404, "model_not_found"],
    ["an unknown header of ours", URL_, post({}, { headers: { "x-llmux-tennant": "t" } }), 400, "invalid_header"],
    ["a header it cannot read", URL_, post({}, { headers: { "x-llmux-deadline-ms": "soon" } }), 400, "invalid_header"],
    [
      "a cache header it cannot read",
      URL_,
      post({}, { headers: { "x-llmux-cache": "toString" } }),
      400,
      "invalid_header",
    ],
    ["an empty body", URL_, post({}, { body: "" }), 400, "invalid_json"],
    ["a list", URL_, post({}, { body: "[]" }), 400, "invalid_request"],
    ["bytes that are no UTF-8", URL_, post({}, { body: new Uint8Array([0x22, 0xff, 0x22]) }), 400, "invalid_json"],
    [
      "a form",
      URL_,
      post({}, { headers: { "content-type": "application/x-www-form-urlencoded" } }),
      415,
      "unsupported_media_type",
    ],
    ["a text", URL_, post({}, { headers: { "content-type": "text/plain" } }), 415, "unsupported_media_type"],
    ["packed bytes", URL_, post({}, { headers: { "content-encoding": "gzip" } }), 415, "unsupported_media_type"],
    ["a text of 20 MB", URL_, post({ user: "x".repeat(20_000_000) }), 413, "request_too_large"],
    ["a text of 20 MB in UTF-8", URL_, post({ user: "ü".repeat(10_000_000) }), 413, "request_too_large"],
    ["bytes of 20 MB", URL_, post({}, { body: new Uint8Array(20_000_000) }), 413, "request_too_large"],
    ["a length of 20 MB", URL_, post({}, { headers: { "content-length": "20000000" } }), 413, "request_too_large"],
    ["DELETE", URL_, { method: "DELETE" }, 405, "method_not_allowed"],
    ["HEAD of what is asked by POST", URL_, { method: "HEAD" }, 405, "method_not_allowed"],
    ["an unknown model by path", "https://x/v1/models/nope", {}, 404, "model_not_found"],
    ["echo", "https://x/completions", post({ prompt: "p", echo: true }), 400, "invalid_request"],
    ["suffix", "https://x/completions", post({ prompt: "p", suffix: "s" }), 400, "invalid_request"],
    ["best_of", "https://x/completions", post({ prompt: "p", best_of: 3 }), 400, "invalid_request"],
    ["tokens as a prompt", "https://x/completions", post({ prompt: [1, 2] }), 400, "invalid_request"],
    ["no prompt", "https://x/completions", post(), 400, "invalid_request"],
    [
      "two prompts as a stream",
      "https://x/completions",
      post({ prompt: ["a", "b"], stream: true }),
      400,
      "invalid_request",
    ],
    ["tags it cannot read", URL_, post({}, { headers: { "x-llmux-tags": '{"a":1}' } }), 400, "invalid_header"],
  ])("refuses %s", async (_, url, init, status, code) => {
    const { router, providers } = bench({ a: ok });
    const response = await router.fetch(url, init);
    expect(response.status).toBe(status);
    const { error } = init.method === "HEAD" ? { error: undefined } : await response.json();
    if (init.method === "HEAD") expect(await response.text()).toBe("");
    else expect(error).toMatchObject({ type: "invalid_request_error", code, message: expect.any(String) });
    if (status === 405) expect(response.headers.get("allow")).toBe("POST, OPTIONS");
    expect(response.headers.get("x-should-retry")).toBe("false");
    expect(providers.a.calls).toEqual([]);
  });

  it.each<[FaultKind, Behaviour, number, string]>([
    ["invalid_request", () => fail(400), 400, "invalid_request_error"],
    ["invalid_request", () => fail(422), 422, "invalid_request_error"],
    ["auth", () => fail(401), 401, "authentication_error"],
    ["permission", () => fail(403), 403, "permission_error"],
    ["model_not_found", () => fail(404), 404, "invalid_request_error"],
    ["request_too_large", () => fail(413), 413, "invalid_request_error"],
    ["rate_limit", () => fail(429, { headers: new Headers({ "retry-after": "30" }) }), 429, "rate_limit_error"],
    ["overloaded", () => fail(529), 529, "server_error"],
    ["server_error", () => fail(500), 500, "server_error"],
    ["server_error", () => ({}) as never, 502, "server_error"],
    ["server_error", () => fail(999), 502, "server_error"],
    [
      "connection",
      () => {
        throw Object.assign(new TypeError("fetch failed"), {
          cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
        });
      },
      502,
      "server_error",
    ],
  ])("answers %s with its status and OpenAI's body", async (kind, behave, status, type) => {
    const { router } = bench({ a: behave }, { retry: { maxRetries: 0 } });
    const response = await router.fetch(URL_, post());
    expect(response.status).toBe(status);
    const { error, x_llmux } = await response.json();
    expect(error).toEqual({
      message: expect.stringMatching(/^a\/m: /),
      type: expect.any(String),
      code: expect.toSatisfy((code) => code === null || typeof code === "string"),
      param: null,
    });
    expect(error.type).toBe(type);
    expect(x_llmux.attempts).toMatchObject([{ target: "a/m", status: "failed", fault: { kind } }]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{
        "content-type": "application/json",
        "x-should-retry": "false",
        "x-llmux-kind": kind,
        "x-request-id": x_llmux.callId,
      },
    });
  });

  it.each([200, 204, 302])("never passes an error off as a success: a fault of status %i is 502", async (status) => {
    const { router } = bench({ a: () => fail(status) }, { retry: { maxRetries: 0 } });
    expect((await router.fetch(URL_, post())).status).toBe(502);
  });

  it("tells when to come back, in seconds and milliseconds", async () => {
    const { router } = bench({ a: () => fail(429, { headers: new Headers({ "retry-after-ms": "30500" }) }) });
    const { headers } = await router.fetch(URL_, post());
    expect([headers.get("retry-after"), headers.get("retry-after-ms")]).toEqual(["31", "30500"]);
    const plain = await bench({ a: () => fail(400) }).router.fetch(URL_, post());
    expect(plain.headers.has("retry-after")).toBe(false);
  });

  it("puts a stream's failure before its first content into the status", async () => {
    const { router } = bench({ a: () => fail(400) });
    const response = await router.fetch(URL_, post({ stream: true }));
    expect([response.status, response.headers.get("content-type")]).toEqual([400, "application/json"]);
  });

  it("puts a stream's break into an event, and ends without [DONE]", async () => {
    const { router } = bench({
      a: async function* () {
        yield* chunks("half").slice(0, 2);
        throw Object.assign(new Error("gone"), { status: 503 });
      },
    });
    const text = await (await router.fetch(URL_, post({ stream: true }))).text();
    const last = text.trim().split("\n\n").at(-1)!;
    expect(JSON.parse(last.slice("data: ".length))).toEqual({
      error: { message: "a/m broke off in mid-answer: gone", type: "server_error", code: "overloaded", param: null },
    });
    expect(text).not.toContain("[DONE]");
  });

  it("sets the call's options by x-llmux-* headers", async () => {
    const { router, events, providers } = bench({ a: ok }, { cache: true });
    const headers = {
      "X-Llmux-Tenant": "t",
      "x-llmux-user": "u",
      "x-llmux-tags": "a=1, b=2",
      "idempotency-key": "k",
      "x-llmux-max-retries": "0",
      "x-llmux-deadline-ms": "1000",
      "x-llmux-cache": "refresh",
    };
    expect((await router.fetch(URL_, post({}, { headers }))).status).toBe(200);
    expect(events[0]).toMatchObject({ tenant: "t", user: "u", tags: { a: "1", b: "2" } });
    expect(providers.a.calls[0]?.context.idempotencyKey).toBe("k-1");
    await router.fetch(
      URL_,
      post(
        {},
        {
          headers: {
            "x-llmux-tags": '{"c":"3"}',
            "x-llmux-tenant": "t",
            authorization: "Bearer -",
            constructor: "x",
            __proto__x: "y",
          },
        },
      ),
    );
    expect(events.filter((event) => event.type === "call.start")[1]).toMatchObject({ tags: { c: "3" } });
    const hit = await router.fetch(URL_, post({}, { headers: { "x-llmux-tenant": "t" } }));
    expect(hit.headers.get("x-llmux-cache")).toBe("hit");
  });

  it("rejects with an AbortError where the signal aborts before the head", async () => {
    const { router, providers } = bench({ a: hang });
    await expect(router.fetch(URL_, post({}, { signal: AbortSignal.abort() }))).rejects.toMatchObject({
      name: "AbortError",
    });
    await expect(router.fetch(new Request(URL_, post({}, { signal: AbortSignal.abort() })))).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(providers.a.calls).toEqual([]);
    const controller = new AbortController();
    const pending = router.fetch(URL_, post({}, { signal: controller.signal }));
    setImmediate(() => controller.abort());
    await expect(pending).rejects.toMatchObject({ name: "AbortError" });
  });

  it("errors the body with an AbortError where the signal aborts after the head", async () => {
    const { router, events } = bench({
      a: async function* () {
        yield* chunks("half").slice(0, 2);
        await new Promise(() => {});
      },
    });
    const controller = new AbortController();
    const response = await router.fetch(URL_, post({ stream: true }, { signal: controller.signal }));
    const text = response.text();
    setImmediate(() => controller.abort());
    await expect(text).rejects.toMatchObject({ name: "AbortError" });
    expect(events.at(-1)).toMatchObject({ type: "call.end", status: "aborted" });
  });

  it("ends the call where its body is cancelled", async () => {
    const { router, events } = bench({ a: () => chunks("x", "y", "z") });
    const response = await router.fetch(URL_, post({ stream: true }));
    await response.body!.cancel();
    expect(events.at(-1)).toMatchObject({ type: "call.end", status: "aborted" });
  });

  it("reads no more of a body than it takes", async () => {
    let sent = 0;
    const { router } = bench({ a: ok });
    const body = new ReadableStream({
      pull(controller) {
        sent += 1_000_000;
        controller.enqueue(new Uint8Array(1_000_000));
      },
    });
    const response = await router.fetch(URL_, post({}, { body, duplex: "half" } as RequestInit));
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(23_000_000);
  });

  it("takes a framework's second argument for what it is, also where it has a field of the same name", async () => {
    const { router } = bench({ a: ok });
    const { fetch } = router;
    for (const second of [
      { params: {} },
      { method: "GET", headers: "env", KEY: "x" },
      new (class {
        method = "GET";
      })(),
    ]) {
      const response = await (fetch as (...args: unknown[]) => Promise<Response>)(
        new Request(URL_, post()),
        second,
        {},
      );
      expect(response.status).toBe(200);
    }
  });

  it.each(["/v1", "/api/llm/v1", "", "//v1", "/models/v1"])("is mounted anywhere: %j", async (prefix) => {
    const { router } = bench({ a: ok });
    expect((await router.fetch(`https://x${prefix}/chat/completions`, post())).status).toBe(200);
    const { data } = await (await router.fetch(`https://x${prefix}/models`)).json();
    expect(data.map((model: { id: string }) => model.id)).toEqual(["chat", "a/m"]);
  });

  it("shows a model by its id, slashes and all; HEAD and OPTIONS too", async () => {
    const { router } = bench({ a: ok });
    for (const id of ["chat", "a/m", "a%2Fm", "openai/gpt-5.5"]) {
      const response = await router.fetch(`https://x/v1/models/${id}`);
      expect(await response.json()).toMatchObject({ id: decodeURIComponent(id), object: "model" });
    }
    const head = await router.fetch("https://x/v1/models", { method: "HEAD" });
    expect([head.status, await head.text(), head.headers.get("content-type")]).toEqual([200, "", "application/json"]);
    const options = await router.fetch("https://x/v1/models", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  });
});

describe("the legacy completions", () => {
  const legacy = (router: { fetch: typeof fetch }, fields: object) =>
    router.fetch("https://x/v1/completions", post({ messages: undefined, ...fields }));

  it("asks with the prompt as a message, and answers in its own shape", async () => {
    const { router, providers } = bench({ a: ok });
    const answer = await (await legacy(router, { prompt: "once", max_tokens: 5, best_of: 1, suffix: null })).json();
    expect(providers.a.calls[0]?.request).toEqual({
      ...{ model: "chat", max_tokens: 5, messages: [{ role: "user", content: "once" }] },
    });
    expect(answer).toMatchObject({
      ...{ object: "text_completion", usage: { total_tokens: 15 }, x_llmux: { target: "a/m" } },
      choices: [{ text: "hello", index: 0, logprobs: null, finish_reason: "stop" }],
    });
  });

  it("asks once for each prompt of a list", async () => {
    const { router } = bench({ a: ({ messages: [first] }) => completion(`re: ${first!.content}`) });
    const answer = await (await legacy(router, { prompt: ["a", "b"] })).json();
    expect(answer).toMatchObject({
      choices: [
        { text: "re: a", index: 0, x_llmux: { target: "a/m" } },
        { text: "re: b", index: 1, x_llmux: { target: "a/m" } },
      ],
      usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
    });
    expect(answer).not.toHaveProperty("x_llmux");
  });

  it("ends the other prompts' calls when one fails, and all when the client leaves", async () => {
    const calls: Behaviour = (request, context) =>
      request.messages[0]!.content === "bad" ? fail(400) : hang(request, context);
    const { router, events } = bench({ a: calls });
    const ended = () => events.flatMap((event) => (event.type === "call.end" ? [event.status] : []));
    expect((await legacy(router, { prompt: ["a", "bad", "c"] })).status).toBe(400);
    await expect.poll(ended).toEqual(["failed", "aborted", "aborted"]);
    const controller = new AbortController();
    const left = router.fetch("https://x/v1/completions", {
      ...post({ messages: undefined, prompt: ["a", "b"] }),
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 5);
    await expect(left).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(() => ended().length).toBe(5);
  });

  it("streams", async () => {
    const { router } = bench({ a: () => chunks("he", "llo") });
    const text = await (await legacy(router, { prompt: "x", stream: true })).text();
    const events = text.trim().split("\n\n");
    expect(events.pop()).toBe("data: [DONE]");
    const read = events.map((event) => JSON.parse(event.slice("data: ".length)));
    expect(read.map(({ choices: [choice] }) => choice.text).join("")).toBe("hello");
    expect(read.at(-1)).toMatchObject({ object: "text_completion", choices: [{ finish_reason: "stop" }] });
  });
});
