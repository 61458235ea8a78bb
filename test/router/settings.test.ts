import "../../src/data/prices.ts";
import { createRouter, type RouterOptions } from "llmux";
import { simulate } from "llmux/testing";
import { describe, expect, it } from "vitest";
import { completion, fail } from "../support/memory-provider.ts";
import { bench, body, messages, ok, run, streamed } from "../support/router.ts";

/** Anthropic's wire takes no such field: it is dropped with a warning. */
const LOSSY = { messages, frequency_penalty: 1, max_tokens: 10 };

async function simulated(options: RouterOptions) {
  const sim = await simulate();
  const router = createRouter({
    providers: sim.providers,
    models: { chat: ["anthropic/claude-sonnet-5", "openai/gpt-4.1"] },
    ...options,
  });
  return {
    sim,
    router,
    async [Symbol.asyncDispose]() {
      await router.close();
      await sim.close();
    },
  };
}

describe("what a target cannot express", () => {
  it("is a warning in the report, on JSON and on a stream's last chunk", async () => {
    await using made = await simulated({});
    const { x_llmux } = await made.router.chat.completions.create({ model: "chat", ...LOSSY });
    expect(x_llmux).toMatchObject({
      target: "anthropic/claude-sonnet-5",
      warnings: [{ code: expect.any(String), param: "frequency_penalty", target: "anthropic/claude-sonnet-5" }],
    });
    let last: { x_llmux?: { warnings: readonly unknown[] } } | undefined;
    for await (const chunk of await made.router.chat.completions.create({ model: "chat", ...LOSSY, stream: true }))
      last = chunk;
    expect(last?.x_llmux?.warnings).toEqual(x_llmux.warnings);
  });

  it("is a refusal under strict, before the network: the next target is asked", async () => {
    await using made = await simulated({ strict: true });
    const { x_llmux } = await made.router.chat.completions.create({ model: "chat", ...LOSSY });
    expect(x_llmux).toMatchObject({ target: "openai/gpt-4.1", warnings: [], attempts: [{ status: "ok" }] });
    expect(x_llmux.skipped).toMatchObject([
      {
        target: "anthropic/claude-sonnet-5",
        reason: expect.stringMatching(/^unsupported: .*frequency_penalty.*\(strict\)$/),
      },
    ]);
    expect(made.sim.anthropic.count).toBe(0);
  });

  it("is the call's error under strict where nothing else is left", async () => {
    await using made = await simulated({ strict: true });
    const call = made.router.chat.completions.create({ model: "claude-sonnet-5", ...LOSSY });
    await expect(call).rejects.toMatchObject({
      kind: "unsupported",
      status: 400,
      param: "frequency_penalty",
      attempts: [],
      skipped: [{ target: "anthropic/claude-sonnet-5" }],
    });
    expect(made.sim.anthropic.count).toBe(0);
  });

  it("may be left out by a target's `drop`", async () => {
    await using made = await simulated({
      models: { chat: { target: "openai/gpt-4.1", drop: ["frequency_penalty", "absent"] } },
    });
    const { x_llmux } = await made.router.chat.completions.create({ model: "chat", ...LOSSY });
    expect(x_llmux.warnings).toMatchObject([{ code: "dropped_param", param: "frequency_penalty" }]);
    expect(made.sim.openai.requests[0]?.body).not.toHaveProperty("frequency_penalty");
  });
});

describe("a target's params", () => {
  it("fill in what the call leaves out, null included, and change nothing else", async () => {
    const params = { temperature: 0.2, top_p: 0.9, metadata: { a: "b" } };
    const { clock, create, providers } = bench({ a: ok, b: ok }, { models: { chat: { target: "a/m", params } } });
    const request = { ...body, temperature: 1, top_p: null };
    await run(clock, create(request));
    expect(providers.a.calls[0]?.request).toEqual({ ...body, temperature: 1, top_p: 0.9, metadata: { a: "b" } });
    expect(request).toEqual({ ...body, temperature: 1, top_p: null });
  });

  it("hold for their target alone", async () => {
    const chat = [{ target: "a/m", params: { seed: 1 } }, "b/m"];
    const { clock, create, providers } = bench({ a: () => fail(503), b: ok }, { models: { chat } });
    await run(clock, create(body));
    expect(providers.a.calls[0]?.request.seed).toBe(1);
    expect(providers.b.calls[0]?.request).toEqual(body);
  });
});

describe("a price", () => {
  const used = () => completion("x", { prompt_tokens: 1_000_000, completion_tokens: 500_000, total_tokens: 1_500_000 });
  const costOf = async (options: RouterOptions, model = "chat") => {
    const { clock, create } = bench({ a: used, openai: used }, { models: { chat: "a/m" }, ...options });
    const { value, error } = await run(clock, create({ model, messages }));
    return { cost: value?.x_llmux.cost, codes: value?.x_llmux.warnings.map((warning) => warning.code), error };
  };

  it("that nobody knows is a warning and null, never 0", async () => {
    expect(await costOf({})).toMatchObject({ cost: { usd: null, breakdown: null }, codes: ["unknown_price"] });
  });

  it('that nobody knows keeps the target from being asked under unknownPrice: "error"', async () => {
    expect((await costOf({ unknownPrice: "error" })).error).toMatchObject({
      kind: "config",
      attempts: [],
      message: 'a/m: no price is known for it: give prices["a/m"]',
    });
    const { clock, create } = bench(
      { a: used, b: used },
      { unknownPrice: "error", prices: { "b/m": { input: 1, output: 1 } } },
    );
    expect((await run(clock, create(body))).value?.x_llmux).toMatchObject({
      target: "b/m",
      skipped: [{ target: "a/m" }],
    });
  });

  it("comes from `prices`, which win over the catalogue, and from the target, which wins over both", async () => {
    const prices = { "a/m": { input: 2, output: 4 }, "openai/gpt-4o": { input: 7, output: 0 } };
    expect(await costOf({ prices })).toEqual({
      cost: { usd: 4, breakdown: { input: 2, output: 2, cacheRead: 0, cacheWrite: 0 } },
      codes: [],
      error: undefined,
    });
    expect((await costOf({}, "gpt-4o")).cost?.usd).toBeGreaterThan(0);
    expect((await costOf({ prices }, "gpt-4o")).cost?.usd).toBe(7);
    const models = { chat: { target: "a/m", price: { input: 10, output: 20 } } };
    expect((await costOf({ prices, models })).cost?.usd).toBe(20);
  });

  it("of several attempts adds up to the call's", async () => {
    const priced = { prices: { "a/m": { input: 1, output: 1 }, "b/m": { input: 1, output: 1 } } };
    const { clock, create, events } = bench({ a: () => fail(503), b: used }, priced);
    const { value } = await run(clock, create(body));
    const attempts = value!.x_llmux.attempts.map((attempt) => attempt.costUsd);
    expect(attempts).toEqual([0, 1.5]);
    expect(value?.x_llmux.cost.usd).toBe(1.5);
    expect(events.filter((event) => event.type === "cost.recorded")).toMatchObject([
      { target: "b/m", cost: { usd: 1.5 } },
    ]);
    expect(events.at(-1)).toMatchObject({ type: "call.end", report: { cost: { usd: 1.5 } } });
  });

  it("is an estimate where the provider gave no usage", async () => {
    const { usage: _, ...silent } = completion("hello there");
    const { clock, create } = bench({ a: () => silent as never }, { prices: { "a/m": { input: 1e6, output: 1e6 } } });
    const { value } = await run(clock, create(body));
    expect(value?.x_llmux).toMatchObject({ cost: { estimated: true }, attempts: [{ estimated: true }] });
    expect(value?.x_llmux.cost.usd).toBeGreaterThan(0);
  });
});

describe("timeouts", () => {
  it("are taken from the target, else its provider's, else the router's", async () => {
    const cases: [RouterOptions, number][] = [
      [{ timeouts: { totalMs: 100 } }, 100],
      [{ timeouts: { totalMs: 100 }, models: { chat: { target: "a/m", timeouts: { totalMs: 50 } } } }, 50],
      [{ timeouts: { firstTokenMs: 70 } }, 70],
      [{ timeouts: { firstTokenMs: false, totalMs: 90 } }, 90],
    ];
    for (const [options, expected] of cases) {
      const { clock, create } = bench({ a: () => new Promise<never>(() => {}) }, options);
      const { ms, error } = await run(clock, create(streamed, { maxRetries: 0 }));
      expect([ms, error?.kind]).toEqual([expected, "timeout"]);
    }
  });
});
