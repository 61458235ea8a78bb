import { bearer, type HandlerOptions, type Identity, type RouterOptions } from "llmux";
import { describe, expect, it, vi } from "vitest";
import { type Behaviour, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, hang, messages, ok } from "../support/router.ts";

const URL_ = "https://api.example/api/llm/v1/chat/completions";

function ask(fields: object = {}, headers: Record<string, string> = {}, init: RequestInit = {}): Request {
  const body = JSON.stringify({ model: "chat", messages, ...fields });
  return new Request(URL_, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    ...init,
  });
}

function serving(
  behaviour: Behaviour,
  identity: Identity | null = {},
  more: Partial<HandlerOptions> = {},
  options: RouterOptions = {},
) {
  const made = bench({ a: behaviour }, options);
  return { ...made, handler: made.router.handler({ authenticate: () => identity, ...more }) };
}

const INTERNALS = /a\/m|x_llmux|attempts|"cost|provider|call_.*call_|chatcmpl-1|"m"|status \d/i;

describe("router.handler", () => {
  it.each<[string, unknown, string]>([
    ["no options", undefined, "router.handler(): expected { authenticate }"],
    ["no authenticate", {}, "authenticate: expected a function from a request to an identity or null; or false"],
    ["authenticate: true", { authenticate: true }, "authenticate: expected a function"],
    ["authenticate: undefined", { authenticate: undefined }, "authenticate: expected a function"],
    ["a typo", { authenticate: false, authentikate: 1 }, "authentikate: unknown option; did you mean authenticate?"],
    ["keepAliveMs: 0", { authenticate: false, keepAliveMs: 0 }, "keepAliveMs: expected milliseconds"],
    ["cors as a text", { authenticate: false, cors: "*" }, "cors: expected true, false or"],
    [
      "a typo in cors",
      { authenticate: false, cors: { origins: [] } },
      "cors.origins: unknown option; did you mean origin?",
    ],
    [
      "cookies for anybody",
      { authenticate: false, cors: { credentials: true } },
      "cors.origin: with credentials, name",
    ],
  ])("refuses to be made with %s", (_, options, message) => {
    const { router } = bench({ a: ok });
    expect(() => router.handler(options as HandlerOptions)).toThrow(
      expect.objectContaining({ kind: "config", code: "invalid_options", message: expect.stringContaining(message) }),
    );
  });

  it("serves anybody where that is said on purpose", async () => {
    const { router } = bench({ a: ok });
    expect((await router.handler({ authenticate: false })(ask())).status).toBe(200);
  });

  it("is a route's methods, a worker's fetch, and a client's fetch", async () => {
    const { handler } = serving(ok);
    const { GET, POST, HEAD, OPTIONS } = handler;
    expect((await POST(ask(), { params: Promise.resolve({ path: [] }) })).status).toBe(200);
    expect((await GET(new Request("https://x/v1/models"), { method: "POST" })).status).toBe(200);
    expect((await handler(ask(), { headers: "env" }, {} as never)).status).toBe(200);
    expect((await handler(URL_, { method: "POST", body: JSON.stringify({ model: "chat", messages }) })).status).toBe(
      200,
    );
    const head = await HEAD(new Request("https://x/v1/models", { method: "HEAD" }));
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const options = await OPTIONS(new Request(URL_, { method: "OPTIONS" }));
    expect([options.status, options.headers.get("allow")]).toEqual([204, "POST, OPTIONS"]);
  });

  it("answers 401 without an identity, before it looks at anything else", async () => {
    const { handler, providers } = serving(ok, null);
    for (const request of [ask(), ask({}, { "content-type": "text/html" }), new Request("https://x/nowhere")]) {
      const response = await handler(request);
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
      expect(await response.json()).toMatchObject({ error: { type: "authentication_error", code: "unauthorized" } });
    }
    expect(providers.a.calls).toEqual([]);
  });

  it("names every request, also one that no call was made for; a call has its request's name", async () => {
    const { handler, events } = serving(ok);
    const { handler: closed } = serving(ok, null);
    const unserved = new Request("https://x/nowhere");
    const models = new Request("https://x/v1/models");
    const answers = [closed(ask()), handler(ask({ temperature: "hot" })), handler(unserved), handler(models)];
    for (const { headers } of await Promise.all(answers)) expect(headers.get("x-request-id")).toMatch(/^call_\w{20}$/);
    const { headers } = await handler(ask());
    expect(events.find(({ type }) => type === "call.start")).toMatchObject({ callId: headers.get("x-request-id") });
  });

  it.each<[string, HandlerOptions["authenticate"], string]>([
    ["throws", () => Promise.reject(new Error("db password wrong")), "db password wrong"],
    ["gives a text", (() => "admin") as never, "expected a plain object, or null for nobody"],
    ["gives no rows", (() => []) as never, "expected a plain object, or null for nobody"],
    ["gives a response", (() => new Response(null, { status: 401 })) as never, "expected a plain object"],
    ["gives an unknown grant", () => ({ grants: ["all" as never] }), "grants: expected a list of"],
    ["gives an unknown field", () => ({ role: "admin" }) as never, "role: unknown field"],
    ["gives a single model", () => ({ models: "chat" as never }), "models: expected a list of aliases"],
    ["reads the body", async (request) => ((await request.text()) ? {} : null), "let it read request.clone()"],
  ])("answers 500 and says nothing where authenticate %s; onError is told", async (_, authenticate, told) => {
    const { router, providers } = bench({ a: ok });
    const errors: unknown[] = [];
    const response = await router.handler({ authenticate, onError: (error) => void errors.push(error) })(ask());
    const text = await response.text();
    expect([response.status, text]).toEqual([500, expect.stringMatching(/internal error|not set up/)]);
    expect(text).not.toContain(told);
    expect(errors).toMatchObject([{ message: expect.stringContaining(told) }]);
    expect(providers.a.calls).toEqual([]);
  });

  it("harms nobody where onError rejects", async () => {
    const { handler } = serving(() => fail(400), {}, { onError: () => Promise.reject(new Error("mine")) });
    expect((await handler(ask({}, {}))).status).toBe(400);
    // A rejection that nobody handles fails the run a turn later.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it("lets the identity's tenant, user and tags win", async () => {
    const identity: Identity = { tenant: "acme", user: "u1", tags: { plan: "free" }, grants: ["headers"] };
    const { handler, events, providers } = serving(ok, identity);
    const headers = { "x-llmux-tenant": "t", "x-llmux-user": "root", "x-llmux-tags": "plan=gold, run=7" };
    expect((await handler(ask({ user: "root" }, headers))).status).toBe(200);
    expect(events[0]).toMatchObject({ tenant: "acme", user: "u1", tags: { plan: "free", run: "7" } });
    expect(providers.a.calls[0]?.request.user).toBe("u1");
  });

  it("sends no client header upstream", async () => {
    const { handler, providers } = serving(ok);
    const headers = {
      authorization: "Bearer mine",
      "x-api-key": "k",
      cookie: "c=1",
      "x-custom": "1",
      "idempotency-key": "i",
    };
    await handler(ask({}, headers));
    expect(providers.a.calls[0]?.context.headers ?? {}).toEqual({});
    expect(providers.a.calls[0]?.context.idempotencyKey).not.toMatch(/^i-/);
  });

  it("shows nothing of the inside: JSON, stream, models", async () => {
    const secretive: Behaviour = (request) =>
      request.stream
        ? chunks("he", "llo").map((one) => ({ ...one, provider: "secret", system_fingerprint: "fp" }))
        : { ...completion("hello"), system_fingerprint: "fp", provider: "secret" };
    const { handler } = serving(secretive);
    const response = await handler(ask());
    const id = response.headers.get("x-request-id")!;
    const text = await response.text();
    expect(text).not.toMatch(INTERNALS);
    expect(JSON.parse(text)).toEqual({
      ...{ id, object: "chat.completion", created: 1, model: "chat" },
      choices: completion("hello").choices,
      usage: completion("hello").usage,
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith("x-llmux"))).toEqual([]);
    const streamed = await (await handler(ask({ stream: true }))).text();
    expect(streamed).not.toMatch(/a\/m|x_llmux|secret|fp|chatcmpl-1|"m"/);
    expect(streamed.match(/"model":"chat"/g)?.length).toBeGreaterThan(2);
    const models = await handler(new Request("https://x/v1/models"));
    expect(await models.json()).toEqual({
      ...{ object: "list", data: [{ id: "chat", object: "model", created: expect.any(Number), owned_by: "llmux" }] },
    });
  });

  it.each<[number, number, string, string, string | null]>([
    [400, 400, "invalid_request_error", "invalid_request", null],
    // The client's own credentials are not at fault.
    [401, 502, "server_error", "upstream_refused", null],
    [403, 502, "server_error", "upstream_refused", null],
    [402, 429, "insufficient_quota", "insufficient_quota", null],
    [404, 404, "invalid_request_error", "model_not_found", null],
    [429, 429, "rate_limit_error", "rate_limit_exceeded", "7"],
    [500, 500, "server_error", "server_error", null],
  ])("tells the kind of a failure %i, as %i, and no more", async (upstream, status, type, code, after) => {
    const headers = new Headers(after === null ? {} : { "retry-after": after });
    const told: unknown[] = [];
    const once: RouterOptions = { retry: { maxRetries: 0 } };
    const { handler } = serving(
      () => fail(upstream, { headers }),
      {},
      { onError: (error) => void told.push(error) },
      once,
    );
    for (const stream of [false, true]) {
      const response = await handler(ask({ stream }));
      const text = await response.text();
      expect(text).not.toMatch(INTERNALS);
      expect(JSON.parse(text)).toEqual({ error: { message: expect.any(String), type, code, param: null } });
      expect(response.status).toBe(status === 429 && stream ? response.status : status);
      expect(response.headers.get("x-request-id")).toMatch(/^call_/);
      expect(response.headers.get("x-should-retry")).toBe("false");
      expect(response.headers.has("x-llmux-kind")).toBe(false);
    }
    expect(told[0]).toMatchObject({ message: expect.stringContaining("a/m") });
  });

  it("tells a client what is wrong with its own request", async () => {
    const { handler } = serving(ok);
    const { error } = await (await handler(ask({ temperature: "hot" }))).json();
    expect(error).toMatchObject({ message: "temperature: expected a number", param: "temperature" });
  });

  it("breaks a stream off with a public event", async () => {
    const told: unknown[] = [];
    const { handler } = serving(
      async function* () {
        yield* chunks("half").slice(0, 2);
        throw Object.assign(new Error("gone"), { status: 503 });
      },
      {},
      { onError: (error) => void told.push(error) },
    );
    const events = (await (await handler(ask({ stream: true }))).text()).trim().split("\n\n");
    expect(events.at(-1)).toBe(
      'data: {"error":{"message":"the model is overloaded","type":"server_error","code":"overloaded","param":null}}',
    );
    expect(told).toMatchObject([{ name: "StreamInterruptedError", partial: { content: "half" } }]);
  });
});

describe("grants", () => {
  it("headers: options by header", async () => {
    const { handler, events } = serving(ok, { grants: ["headers"] });
    expect((await handler(ask({}, { "x-llmux-tenant": "t" }))).status).toBe(200);
    expect(events[0]).toMatchObject({ tenant: "t" });
  });

  it("direct: targets, named and listed", async () => {
    const { handler } = serving(ok, { models: [], grants: ["direct"] });
    expect((await handler(ask({ model: "a/m" }))).status).toBe(200);
    expect((await handler(ask())).status).toBe(403);
    expect(await (await handler(new Request("https://x/models/a/m"))).json()).toMatchObject({ id: "a/m" });
  });

  it("models: a chain, each of whose names must be open", async () => {
    const { handler } = serving(ok, { grants: ["models"] });
    expect((await handler(ask({ models: ["chat"] }))).status).toBe(200);
    expect((await handler(ask({ models: ["chat", "a/m"] }))).status).toBe(403);
  });

  it("native: what only one provider reads", async () => {
    const { handler, providers } = serving(ok, { grants: ["native"] });
    expect((await handler(ask({ provider_options: { a: { x: 1 } }, store: true }))).status).toBe(200);
    expect(providers.a.calls[0]?.request).toMatchObject({ store: true });
  });

  it("report: what the router did, also of a failure", async () => {
    const { handler } = serving(ok, { grants: ["report"] });
    const response = await handler(ask());
    expect(response.headers.get("x-llmux-target")).toBe("a/m");
    expect(await response.json()).toMatchObject({
      model: "m",
      x_llmux: { target: "a/m", attempts: [{ status: "ok" }] },
    });
    const failing = await serving(() => fail(400), { grants: ["report"] }).handler(ask());
    expect(failing.headers.get("x-llmux-kind")).toBe("invalid_request");
    expect(await failing.json()).toMatchObject({
      error: { message: "a/m: status 400" },
      x_llmux: { callId: expect.any(String) },
    });
  });
});

describe("a stream that is long in coming", () => {
  const events = async (response: Response) => (await response.text()).trim().split("\n\n");

  it("gets no head before keepAliveMs, so that a failure keeps its status", async () => {
    let go = () => {};
    const { handler, clock } = serving(
      () => new Promise<never>((_, reject) => (go = () => reject(Object.assign(new Error("x"), { status: 400 })))),
    );
    const pending = handler(ask({ stream: true }));
    await vi.waitFor(() => expect(clock.pending).toBeGreaterThan(0));
    await clock.advanceAsync(9_990);
    go();
    expect((await pending).status).toBe(400);
  });

  it("then gets its head, comments, and its content", async () => {
    let go = (_: object[]) => {};
    const { handler, clock } = serving(() => new Promise<never>((resolve) => (go = resolve as never)));
    const pending = handler(ask({ stream: true }));
    await vi.waitFor(() => expect(clock.pending).toBeGreaterThan(1));
    await clock.advanceAsync(10_000);
    const response = await pending;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" },
      ...{ "cache-control": "no-cache, no-transform", "x-request-id": expect.stringMatching(/^call_/) },
    });
    const reader = response.body!.getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await read()).toBe(": keepalive\n\n");
    const next = read();
    await clock.advanceAsync(10_000);
    expect(await next).toBe(": keepalive\n\n");
    go(chunks("there"));
    expect((await read()) + (await read())).toContain('"there"');
  });

  it("is told of a late failure in the stream", async () => {
    let go = () => {};
    const { handler, clock } = serving(
      () => new Promise<never>((_, reject) => (go = () => reject(Object.assign(new Error("x"), { status: 400 })))),
    );
    const pending = handler(ask({ stream: true }));
    await vi.waitFor(() => expect(clock.pending).toBeGreaterThan(1));
    await clock.advanceAsync(10_000);
    const response = await pending;
    go();
    expect([response.status, (await events(response)).at(-1)]).toEqual([
      200,
      'data: {"error":{"message":"the model refused the request as invalid","type":"invalid_request_error","code":"invalid_request","param":null}}',
    ]);
  });

  it.each(["JSON", "a stream", "a stream that is left", "a failure"])(
    "lets go of the request's signal after %s",
    async (what) => {
      const { handler } = serving(what === "a failure" ? () => fail(400) : what === "JSON" ? ok : () => chunks("x"));
      const request = ask({ stream: what !== "JSON" });
      const listeners = new Set<unknown>();
      const { signal } = request;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      Object.assign(signal, {
        addEventListener: (type: "abort", listener: () => void, options?: object) => {
          listeners.add(listener);
          add(type, listener, options);
        },
        removeEventListener: (type: "abort", listener: () => void) => {
          listeners.delete(listener);
          remove(type, listener);
        },
      });
      const response = await handler(request);
      if (what === "a stream that is left") await response.body!.cancel();
      else await response.text();
      await expect.poll(() => listeners.size).toBe(0);
    },
  );

  it("asks nobody for a client that has left while it was let in", async () => {
    const { router, events: seen } = bench({ a: ok });
    const controller = new AbortController();
    const authenticate = () => {
      controller.abort();
      return {};
    };
    const handler = router.handler({ authenticate });
    const aborted = handler(ask({ stream: true }, {}, { signal: controller.signal }));
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    expect(seen.map(({ type }) => type)).not.toContain("attempt.start");
  });

  it("ends the call where its reader leaves before the content, and where the request aborts", async () => {
    const { handler, clock, events: seen } = serving(hang);
    const pending = handler(ask({ stream: true }));
    await vi.waitFor(() => expect(clock.pending).toBeGreaterThan(1));
    await clock.advanceAsync(10_000);
    await (await pending).body!.cancel();
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ type: "call.end", status: "aborted" }));
    for (const stream of [true, false]) {
      const controller = new AbortController();
      const aborted = handler(ask({ stream }, {}, { signal: controller.signal }));
      setImmediate(() => controller.abort());
      await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    }
    expect(clock.pending).toBe(0);
  });

  it("gets comments in later silences too, and leaves no timer behind", async () => {
    let go = () => {};
    const { handler, clock } = serving(async function* () {
      yield* chunks("one").slice(0, 2);
      await new Promise<void>((resolve) => (go = resolve));
      yield* chunks("two").slice(1);
    });
    const response = await handler(ask({ stream: true }, {}), {});
    const text = events(response);
    await vi.waitFor(() => expect(clock.pending).toBeGreaterThan(0));
    await clock.advanceAsync(20_000);
    go();
    expect((await text).filter((event) => event === ": keepalive").length).toBe(2);
    expect(clock.pending).toBe(0);
  });
});

describe("CORS", () => {
  const origin = "https://app.example";

  it("is off unless asked for", async () => {
    const { handler } = serving(ok);
    expect((await handler(ask({}, { origin }))).headers.has("access-control-allow-origin")).toBe(false);
  });

  it.each<[string, NonNullable<HandlerOptions["cors"]>, string | null]>([
    ["true", true, "*"],
    ["its origin", { origin }, origin],
    ["a list with it", { origin: ["https://b.example", origin] }, origin],
    ["a function that knows it", { origin: (one) => one.endsWith(".example") }, origin],
    ["another origin", { origin: "https://b.example" }, null],
    ["a function that answers later", { origin: (async () => true) as never }, null],
    ["a function that fails later", { origin: (async () => Promise.reject(new Error("mine"))) as never }, null],
  ])("lets a page in by %s, also to an error", async (_, cors, expected) => {
    const { handler } = serving(ok, null, { cors });
    const preflight = await handler(
      new Request(URL_, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-headers": "authorization, x-stainless-os" },
      }),
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(expected);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization, x-stainless-os");
    const refused = await handler(ask({}, { origin }));
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, expected]);
    if (expected) expect(refused.headers.get("access-control-expose-headers")).toContain("x-request-id");
    if (cors !== true) expect(refused.headers.get("vary")).toBe("origin");
  });
});

it("a CORS function that throws lets no page in, is told, and asks nothing that nobody reads", async () => {
  const mine = new Error("mine");
  const told: unknown[] = [];
  const origin = () => {
    throw mine;
  };
  const { handler } = serving(ok, {}, { cors: { origin }, onError: (error) => told.push(error) });
  const response = await handler(ask({}, { origin: "https://app.example" }));
  expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([200, null]);
  expect(response.headers.get("vary")).toBe("origin");
  expect(told).toEqual([mine]);
});

describe("bearer", () => {
  const authenticate = bearer({ "token-a": { tenant: "a" }, "token-b": { tenant: "b" } });
  const by = (authorization?: string) => authenticate(ask({}, authorization === undefined ? {} : { authorization }));

  it.each([
    ["Bearer token-a", { tenant: "a" }],
    ["bearer  token-b", { tenant: "b" }],
    ["Bearer token-c", null],
    ["Bearer token-a-and-more", null],
    ["Bearer ", null],
    ["Basic token-a", null],
    ["token-a", null],
    ["Bearer token-a token-b", null],
    ["Bearer __proto__", null],
    [undefined, null],
  ])("reads %j", (header, identity) => expect(by(header)).toEqual(identity));

  it.each([[{}], [{ "": {} }], [{ "a b": {} }], [undefined]])("refuses tokens %j", (tokens) => {
    expect(() => bearer(tokens as never)).toThrow(expect.objectContaining({ kind: "config" }));
  });
});
