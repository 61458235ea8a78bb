import { createRouter, isLlmuxError, type LlmuxError, type RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";

/** The error that `createRouter` throws for options whose types are wrong on purpose. */
function refusal(options: unknown): LlmuxError {
  try {
    createRouter(options as RouterOptions);
  } catch (error) {
    if (isLlmuxError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const messageOf = (options: unknown) => refusal(options).message;

describe("wrong options", () => {
  it("come in one error, each with its path, what was expected and what was there", () => {
    const error = refusal({
      timeouts: { firstTokenMs: "30s", idleMs: -1, connectMs: true },
      retry: { maxRetries: 1.5, baseMs: null },
      breaker: { errorThresholdPercentage: 101, volumeThreshold: 0 },
      cache: { maxEntries: 0, ttlMs: "1h" },
      prices: { "openai/a": { input: 1 }, "openai/b": { input: -1, output: 2 } },
      unknownPrice: "ignore",
      strict: "yes",
      transport: "http2",
      deadlineMs: "soon",
      clock: { now: Date.now },
      random: 4,
      fetch: "node-fetch",
      on: { "call.end": "log" },
      layers: { call: () => {}, attempt: ["x"] },
      providers: {
        openai: { apiKey: 5, baseURL: "localhost", headers: { a: 1 }, timeouts: { totalMs: "x" } },
        mine: { kind: "openai" },
        other: {},
        list: [],
      },
      models: {
        a: 5,
        b: { target: "openai/x", weight: -1, price: { input: 1 }, drop: "stop" },
        c: { strategy: "wieghted", of: ["openai/x"] },
        d: [],
        e: { strategy: "weighted", of: [{ target: "openai/y", compat: { repair: 1 } }], weight: "3" },
      },
    });
    expect(error).toMatchObject({ kind: "config", code: "invalid_options", status: 500 });
    expect(error.message).toMatchInlineSnapshot(`
      "createRouter() got 35 wrong fields:
        timeouts.connectMs: expected milliseconds, 1 or more, or false to turn it off, got true
        timeouts.firstTokenMs: expected milliseconds, 1 or more, or false to turn it off, got a string
        timeouts.idleMs: expected milliseconds, 1 or more, or false to turn it off, got -1
        deadlineMs: expected milliseconds, or a function that returns them, got a string
        retry.maxRetries: expected a whole number, got 1.5
        retry.baseMs: expected milliseconds, a number, got null
        breaker.errorThresholdPercentage: expected 1 to 100, got 101
        breaker.volumeThreshold: expected 1 or more, got 0
        cache.maxEntries: expected 1 or more, got 0
        cache.ttlMs: expected milliseconds, a number, got a string
        prices["openai/a"].output: missing: expected USD per million tokens, a number
        prices["openai/b"].input: expected 0 or more, got -1
        unknownPrice: expected "warn" or "error", got a string
        layers.call: expected a list of layers, got a function
        layers.attempt[0]: expected a layer: (context, next) => Promise<Reply>, got a string
        on["call.end"]: expected a listener, got a string
        strict: expected true or false, got a string
        clock: expected { now, setTimeout, clearTimeout }, three functions, got an object
        random: expected a function that returns a number in [0, 1), got 4
        fetch: expected a fetch function, got a string
        transport: expected "lean" or "fetch", got a string
        providers.openai.apiKey: expected a key, or a function that returns one, got 5
        providers.openai.baseURL: expected a URL such as https://host/v1, got a string
        providers.openai.headers.a: expected a string, got 1
        providers.openai.timeouts.totalMs: expected milliseconds, 1 or more, or false to turn it off, got a string
        providers.mine.baseURL: missing: a provider under a name of your own needs its endpoint
        providers.other.kind: missing: "openai" (any compatible endpoint), "anthropic" or "gemini"
        providers.list: expected an object, or a Provider with complete() and stream(), got a list
        models.a: expected "provider/model", an alias, a target, a list or a strategy, got 5
        models.b.weight: expected 0 or more, got -1
        models.b.price.output: missing: expected USD per million tokens, a number
        models.b.drop: expected a list of field names, got a string
        models.c.strategy: no such strategy in this version; did you mean weighted?
        models.d: expected a list of at least one route
        models.e.weight: expected 0 or more"
    `);
  });

  it("get the nearest right name, at every depth", () => {
    expect(
      messageOf({
        provider: {},
        timeouts: { firstTokenMS: 1 },
        retry: { maxRetry: 1 },
        breaker: { errorTreshold: 1 },
        cache: { ttl: 1 },
        prices: { "openai/a": { input: 1, output: 1, cachedRead: 1 } },
        on: { "call.ended": () => {} },
        layers: { calls: [] },
        providers: { openai: { apikey: "k", baseUrl: "https://x" }, gemni: {} },
        models: {
          chat: { target: "openai/x", weigth: 1, timeouts: { idle: 1 }, compat: { leniant: true } },
          w: { strategy: "weighted", off: [] },
        },
      }),
    ).toMatchInlineSnapshot(`
      "createRouter() got 16 wrong fields:
        provider: unknown option; did you mean providers?
        timeouts.firstTokenMS: unknown option; did you mean firstTokenMs?
        retry.maxRetry: unknown option; did you mean maxRetries?
        breaker.errorTreshold: unknown option; known are scope, errorThresholdPercentage, volumeThreshold, consecutiveFailures, windowMs, resetTimeoutMs, maxResetTimeoutMs, slowStartMs, silence
        cache.ttl: unknown option; did you mean ttlMs?
        prices["openai/a"].cachedRead: unknown option; did you mean cacheRead?
        on["call.ended"]: unknown option; did you mean call.end?
        layers.calls: unknown option; did you mean call?
        providers.openai.apikey: unknown option; did you mean apiKey?
        providers.openai.baseUrl: unknown option; did you mean baseURL?
        providers.gemni.kind: missing: "openai" (any compatible endpoint), "anthropic" or "gemini"; or did you mean the provider gemini?
        models.chat.weigth: unknown option; did you mean weight?
        models.chat.timeouts.idle: unknown option; did you mean idleMs?
        models.chat.compat.leniant: unknown option; did you mean lenient?
        models.w.off: unknown option; did you mean of?
        models.w.of: expected a list of at least one route"
    `);
  });

  it("get the name it has here for what others call it", () => {
    expect(
      messageOf({ providers: { openai: { key: "k", url: "https://x" } }, models: { chat: { model: "openai/x" } } }),
    ).toMatchInlineSnapshot(`
      "createRouter() got 4 wrong fields:
        providers.openai.key: unknown option; did you mean apiKey?
        providers.openai.url: unknown option; did you mean baseURL?
        models.chat.target: missing: expected a string
        models.chat.model: unknown option; did you mean target?"
    `);
  });

  it("of a provider are found before a request that could not be sent", () => {
    const message = messageOf({
      providers: {
        openai: {
          baseURL: "https://me:sk-hidden@x/v1",
          headers: { a: "sk-hidden\nx", b: "ok\n", c: "–", "d e": "ok" },
        },
      },
    });
    expect(message).toMatchInlineSnapshot(`
      "createRouter() got 4 wrong fields:
        providers.openai.baseURL: expected a URL without a user and password, which no fetch sends: give them as headers, got a string
        providers.openai.headers.a: expected a header's value: no line breaks, no characters beyond Latin-1, got a string
        providers.openai.headers.c: expected a header's value: no line breaks, no characters beyond Latin-1, got a string
        providers.openai.headers["d e"]: expected a header's name: no spaces, no colons, got a string"
    `);
  });

  it("of which nothing is near list the known names", () => {
    expect(messageOf({ compat: { x: 1 }, zzzzzzzzzz: 1 })).toContain(
      "zzzzzzzzzz: unknown option; known are providers, models, timeouts,",
    );
  });

  it.each([
    ["budgets", []],
    ["tenants", {}],
    ["guardrails", []],
    ["rules", []],
    ["store", {}],
  ])("%s, which this version has not, is said to be so", (name, value) => {
    expect(messageOf({ [name]: value })).toMatch(
      new RegExp(`^createRouter\\(\\) got a wrong field:\\n {2}${name}: not built yet in this version; leave it out`),
    );
  });

  it("a package that does not speak the provider's wire, or that nobody knows", () => {
    expect(messageOf({ providers: { openai: { sdk: "@google/genai" } } })).toContain(
      'providers.openai.sdk: only a provider of kind "gemini" has a choice of SDKs; leave it out',
    );
    expect(messageOf({ providers: { gemini: { sdk: "x" } } })).toContain(
      'providers.gemini.sdk: expected "@google/genai" or "@google/generative-ai"',
    );
  });

  it("of a concurrency limit say what it takes", () => {
    expect(messageOf({ providers: { openai: { concurrency: { queueMax: 1, size: 3 } } } })).toContain(
      "providers.openai.concurrency.size: unknown option; known are max, queueMax, queueTimeoutMs",
    );
    expect(messageOf({ models: { a: { target: "openai/x", concurrency: { max: 0 } } } })).toContain(
      "models.a.concurrency.max: expected 1 or more, got 0",
    );
    expect(messageOf({ models: { a: { target: "openai/x", concurrency: "auto" } } })).toContain(
      'models.a.concurrency: expected { max, queueMax?, queueTimeoutMs? } or "adaptive"',
    );
  });

  it("of a hedge say what it takes, at the router and at a node", () => {
    expect(messageOf({ hedge: { afterMs: 5, afterPercentile: 95 } })).toContain(
      "hedge: expected one of afterMs and afterPercentile",
    );
    expect(messageOf({ hedge: { afterPercentile: 100 } })).toContain(
      "hedge.afterPercentile: expected a number above 0",
    );
    const node = { strategy: "order", of: ["openai/x"] };
    expect(messageOf({ models: { a: { ...node, hedge: { afterMs: 1, maxRation: 1 } } } })).toContain(
      "models.a.hedge.maxRation: unknown option; did you mean maxRatio?",
    );
  });

  it("not built yet inside a provider, a target, a strategy or the cache are said to be so", () => {
    expect(
      messageOf({
        providers: { openai: { dataPolicy: {} } },
        models: {
          w: { strategy: "weighted", of: ["openai/x"] },
          l: { strategy: "latency", of: ["openai/x"] },
        },
        cache: { store: {}, semantic: {}, encryptionKey: "x" },
      }).match(/not built yet/g)?.length,
    ).toBe(5);
  });

  it("members that are not built yet are there, and throw so", () => {
    const { estimate, usage, keys } = createRouter();
    for (const member of [estimate, usage, keys.issue, keys.revoke])
      expect(() => member({})).toThrow(/^router\.(estimate|usage|keys\.issue|keys\.revoke)\(\) is not built yet/);
  });

  it.each([[null], [5], ["x"], [[]], [true]])("in place of all options: %j", (options) => {
    expect(messageOf(options)).toMatch(/^createRouter\(\) takes an object of options, got /);
  });

  it("never show what may be a secret", () => {
    const text = messageOf({
      providers: { openai: { apiKey: { secret: "sk-hidden" }, baseURL: "sk-hidden", headers: "sk-hidden" } },
    });
    expect(text).not.toContain("sk-hidden");
    expect(text.split("\n").length).toBe(4);
  });

  it("a target may not change what the call is", () => {
    expect(
      messageOf({
        models: { a: { target: "openai/x", params: { stream: true } }, b: { target: "openai/y", drop: ["messages"] } },
      }),
    ).toMatchInlineSnapshot(`
      "createRouter() got 2 wrong fields:
        models.a.params: expected fields other than model, models, messages, stream, stream_options, got an object
        models.b.drop: expected fields other than model, models, messages, stream, stream_options, got a list"
    `);
  });

  it("a price is kept by provider/model, of a provider there is", () => {
    const price = { input: 1, output: 2 };
    const eu = { kind: "openai", baseURL: "https://x/v1", region: "eu" } as const;
    const keys = ["gpt-5.5", "chat", "opnai/gpt-5.5", "zzzzzzzz/m", "openai/", "/m", "eu/m@eu", "openai/m#cold"];
    expect(
      messageOf({
        providers: { eu },
        models: { chat: ["eu/m", { target: "openai/m", name: "cold" }] },
        prices: Object.fromEntries(keys.map((key) => [key, price])),
      }),
    ).toMatchInlineSnapshot(`
      "createRouter() got 8 wrong fields:
        prices["gpt-5.5"]: expected "provider/model"; did you mean "openai/gpt-5.5"?
        prices.chat: expected "provider/model"
        prices["opnai/gpt-5.5"]: no provider "opnai"; did you mean "openai/gpt-5.5"?
        prices["zzzzzzzz/m"]: no provider "zzzzzzzz"; add it to providers
        prices["openai/"]: names no model; write "provider/model"
        prices["/m"]: expected "provider/model"
        prices["eu/m@eu"]: prices know neither region nor name; write "eu/m"
        prices["openai/m#cold"]: prices know neither region nor name; write "openai/m""
    `);
    const right = ["openai/m", "eu/m", "gemini/models/x", "anthropic/claude@20260101"];
    const prices = Object.fromEntries(right.map((key) => [key, price]));
    expect(createRouter({ providers: { eu }, models: { chat: "eu/m" }, prices })).toHaveProperty("chat");
  });

  it.each(["localhost:80", "localhost", "api.example.com/v1", "file:///v1", "ws://host/v1", ""])(
    "a base URL is no %j",
    (baseURL) => {
      expect(messageOf({ providers: { openai: { baseURL } } })).toContain(
        "providers.openai.baseURL: expected a URL such as https://host/v1, got",
      );
    },
  );

  it("a provider's name holds no slash, whatever the provider is", () => {
    const custom = { name: "x", complete: async () => ({}), stream: async () => [] };
    expect(
      messageOf({ providers: { "a/b": custom, "c/d": { kind: "openai", baseURL: "https://x/v1" } } }).match(
        /holds no slash/g,
      )?.length,
    ).toBe(2);
  });

  it("listeners are checked by `on` as by the option", () => {
    const router = createRouter();
    expect(() => router.on("call.ended" as "call.end", () => {})).toThrow(
      'router.on(): there is no event "call.ended"; did you mean call.end?',
    );
    expect(() => router.on("__proto__" as "call.end", () => {})).toThrow(
      'there is no event "__proto__"; events are call.start,',
    );
    expect(() => router.on(5 as never, () => {})).toThrow('there is no event "5"');
    expect(() => router.on("call.end", undefined as never)).toThrow('the listener of "call.end" is not a function');
  });
});

describe("options that are fine", () => {
  it.each<[string, RouterOptions | undefined]>([
    ["none", undefined],
    ["an empty object", {}],
    ["all that is about time and repeats turned off", { timeouts: false, retry: false }],
    ["parts turned off", { breaker: false, cache: false, timeouts: { idleMs: false, firstTokenMs: false } }],
    ["parts left undefined", { cache: undefined, on: undefined, models: undefined } as unknown as RouterOptions],
    ["a key by function", { providers: { openai: { apiKey: () => "k" } } }],
    [
      "an endpoint of one's own",
      { providers: { "azure-eu": { kind: "openai", baseURL: "https://x/v1", region: "eu" } } },
    ],
    ["no deadline", { deadlineMs: Infinity }],
  ])("%s", (_, options) => {
    expect(createRouter(options)).toHaveProperty("chat.completions.create");
  });
});
