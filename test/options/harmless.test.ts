import { createRouter, type RouterOptions } from "llmux";
import { afterEach, describe, expect, it, vi } from "vitest";
import { deepFreeze } from "../support/deep-freeze.ts";
import { fail, memoryProvider } from "../support/memory-provider.ts";
import { bench, body, messages, ok, run } from "../support/router.ts";

afterEach(() => vi.unstubAllEnvs());

const PLAIN: RouterOptions = {
  models: {
    chat: [{ strategy: "roundRobin", of: [{ target: "a/m", weight: 2, params: { temperature: 0 } }, "b/m"] }, "last"],
    last: { target: "c/m", name: "slow", timeouts: { idleMs: false }, retry: { maxRetries: 0 }, drop: ["top_p"] },
  },
  retry: { maxRetries: 1 },
  prices: { "a/m": { input: 1, output: 2 } },
  cache: { maxEntries: 3 },
};

describe("the options given", () => {
  it("are never changed, and may be frozen", async () => {
    const options = { ...PLAIN, on: { "call.end": () => {} }, layers: { call: [] } };
    const before = structuredClone(PLAIN);
    const { clock, create } = bench({ a: ok, b: ok, c: ok }, deepFreeze(options));
    await run(clock, create(deepFreeze({ ...body, temperature: 1 }), deepFreeze({ tags: { a: "b" } })));
    expect({ ...options, on: undefined, layers: undefined }).toEqual({ ...before, on: undefined, layers: undefined });
  });

  it("mean the same after a trip through JSON", async () => {
    const asked: string[][] = [];
    for (const options of [PLAIN, JSON.parse(JSON.stringify(PLAIN)) as RouterOptions]) {
      const { clock, create, providers } = bench({ a: () => fail(503), b: () => fail(503), c: ok }, options);
      const targets: string[] = [];
      for (let i = 0; i < 4; i += 1) {
        const { value } = await run(clock, create({ ...body, seed: i, top_p: 1 }));
        targets.push(...value!.x_llmux.attempts.map((attempt) => attempt.target), value!.x_llmux.target);
        targets.push(...value!.x_llmux.warnings.map((warning) => warning.message));
      }
      targets.push(JSON.stringify(providers.c.calls.map((call) => call.request)));
      asked.push(targets);
    }
    expect(asked[1]).toEqual(asked[0]);
    expect(asked[0]).toContain("top_p was left out: the target's `drop` names it");
  });

  it("of a key or SDK that is absent are the call's error, not the router's", async () => {
    for (const name of ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"])
      vi.stubEnv(name, "");
    const router = createRouter({
      models: { chat: ["openai/gpt-5.5", "anthropic/claude-sonnet-5", "gemini/gemini-3.8-flash"] },
    });
    const error = await router.chat.completions.create(body).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "config", attempts: [] });
    expect((error as { skipped: unknown }).skipped).toMatchObject([
      { target: "openai/gpt-5.5", reason: "config: no API key: set OPENAI_API_KEY, or give providers.openai.apiKey" },
      { target: "anthropic/claude-sonnet-5", reason: expect.stringContaining("ANTHROPIC_API_KEY") },
      { target: "gemini/gemini-3.8-flash", reason: expect.stringContaining("GEMINI_API_KEY or GOOGLE_API_KEY") },
    ]);
  });

  it("find a provider's key in its environment variable, at the time of the call", async () => {
    vi.stubEnv("ANTHROPIC_API_KEY", "");
    const router = createRouter({ models: { chat: "claude-sonnet-5" } });
    expect((await router.explain(body)).plan).toEqual([]);
    vi.stubEnv("ANTHROPIC_API_KEY", "k");
    expect((await router.explain(body)).plan).toEqual(["anthropic/claude-sonnet-5"]);
    vi.stubEnv("GEMINI_API_KEY", "");
    vi.stubEnv("GOOGLE_API_KEY", "k");
    expect((await router.explain({ model: "gemini-3.8-flash", messages })).plan).toEqual(["gemini/gemini-3.8-flash"]);
  });
});

const ODD = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "valueOf"];

describe("names that every object has", () => {
  it.each(ODD)("%s is an alias like any other", async (name) => {
    const models = JSON.parse(`{"${name}": ["a/m"], "chat": "${name}"}`) as RouterOptions["models"] & object;
    const { clock, create, router } = bench({ a: ok }, { models });
    for (const model of [name, "chat"]) {
      expect((await run(clock, create({ model, messages }))).value?.x_llmux).toMatchObject({
        target: "a/m",
        route: model,
      });
    }
    expect((await router.explain({ model: "x", models: [name], messages } as never).catch((error) => error)).kind).toBe(
      "model_not_found",
    );
    expect(({} as Record<string, unknown>).target).toBeUndefined();
  });

  it.each(ODD)("%s is no alias, provider, strategy or option unless it was given", async (name) => {
    const { clock, create } = bench({ a: ok });
    for (const model of [name, `${name}/m`]) {
      expect((await run(clock, create({ model, messages }))).error).toMatchObject({ kind: "model_not_found" });
    }
    expect((await run(clock, create(body, JSON.parse(`{"${name}": 1}`)))).error).toMatchObject({
      kind: "invalid_request",
      message: expect.stringContaining(`${name}: unknown option of this call`),
    });
    expect(
      (await run(clock, create(JSON.parse(`{"${name}": 1, "model": "a/m", "messages": ${JSON.stringify(messages)}}`))))
        .value,
    ).toBeDefined();
    expect(() => createRouter({ models: { chat: { strategy: name as "order", of: ["openai/x"] } } })).toThrow(
      "no such strategy",
    );
  });

  it.each(ODD)("%s is a provider's name like any other", async (name) => {
    const memory = memoryProvider(ok, name);
    const providers = Object.fromEntries([[name, memory]]);
    const { clock, create, router } = bench({}, { providers, models: { chat: `${name}/m` } });
    expect((await run(clock, create(body))).value?.x_llmux).toMatchObject({ target: `${name}/m`, provider: name });
    expect(router.health().targets[`${name}/m`]).toMatchObject({ circuit: "closed" });
    expect(() => createRouter({ providers: Object.fromEntries([[name, { kind: "openai" }]]) })).toThrow(
      "needs its endpoint",
    );
  });

  it.each(ODD)("%s is an unknown option", (name) => {
    expect(() => createRouter(JSON.parse(`{"${name}": 1}`))).toThrow("unknown option");
    expect(() => createRouter(JSON.parse(`{"providers": {"openai": {"${name}": 1}}}`))).toThrow("unknown option");
    expect(() => createRouter(JSON.parse(`{"on": {"${name}": 1}}`))).toThrow("unknown option");
    expect(() => createRouter(JSON.parse(`{"models": {"chat": {"target": "openai/x", "${name}": 1}}}`))).toThrow(
      "unknown option",
    );
    expect(() =>
      createRouter(JSON.parse(`{"models": {"chat": {"strategy": "order", "of": ["openai/x"], "${name}": 1}}}`)),
    ).toThrow("unknown option");
  });
});
