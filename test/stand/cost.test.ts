import { createRouter, type EventMap, type RouterOptions } from "llmux";
import { type FaultName, type FaultScript, simulate } from "llmux/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./ask.ts";
import { MODELS, PROVIDERS, SHORT } from "./upstreams.ts";

const TEXT = "some words that are long enough to be worth counting, and to come in several chunks";
/** So much a token that every token shows. */
const PRICE = { input: 1_000_000, output: 2_000_000 };

const simulated = () =>
  simulate({ providers: { openai: "openai", anthropic: "anthropic", gemini: "gemini", backup: "openai" } });
let sim: Awaited<ReturnType<typeof simulated>>;
beforeAll(async () => {
  sim = await simulated();
});
afterAll(() => sim.close());
afterEach(() => sim.reset());

/** A priced router, its costs as they were recorded, and its calls' ends. */
function open(options: RouterOptions = {}) {
  const costs: EventMap["cost.recorded"][] = [];
  const ends: EventMap["call.end"][] = [];
  const targets = [...Object.values(MODELS), "backup/gpt-5.5"];
  const router = createRouter({
    providers: sim.providers,
    models: Object.fromEntries(PROVIDERS.map((name) => [name, [MODELS[name], "backup/gpt-5.5"]])),
    prices: Object.fromEntries(targets.map((target) => [target, PRICE])),
    timeouts: { ...SHORT, firstTokenMs: 700, idleMs: 400 },
    retry: { maxRetries: 0 },
    on: {
      "cost.recorded": (event) => void costs.push(event),
      "call.end": (event) => void ends.push(event),
    },
    ...options,
  });
  return { router, costs, ends };
}

/** What was recorded attempt by attempt is what the call's report says in the end. */
function expectBalanced({ costs, ends }: ReturnType<typeof open>): void {
  const recorded = costs.reduce((sum, { cost }) => sum + cost.usd!, 0);
  const reported = ends.reduce((sum, { report }) => sum + report.cost.usd!, 0);
  const attempted = ends.flatMap(({ report }) => report.attempts).reduce((sum, { costUsd }) => sum + costUsd!, 0);
  expect(reported).toBeCloseTo(recorded, 6);
  expect(attempted).toBeCloseTo(recorded, 6);
}

describe.each(PROVIDERS)("money spent at %s", (provider) => {
  it.each([false, true])("on an answer is what its usage comes to, stream: %s", async (stream) => {
    sim[provider].reply({ text: TEXT, usage: { inputTokens: 70, outputTokens: 30 } });
    const at = open();
    await ask(at.router, { text: TEXT, model: MODELS[provider], stream });
    expect(at.costs).toMatchObject([{ cost: { usd: 70 + 2 * 30 }, target: MODELS[provider] }]);
    expect(at.costs[0]!.cost.estimated).toBeUndefined();
    expect(at.ends[0]!.report.cost).toEqual(at.costs[0]!.cost);
    expectBalanced(at);
  });

  const LOST: readonly (readonly [string, FaultName | FaultScript, boolean, "output" | "input"])[] = [
    ["cut after text", "cut_mid_stream", true, "output"],
    ["reset after text", "reset_mid_stream", true, "output"],
    ["silent after text", "stall_mid_stream", true, "output"],
    ["without a token in time", "hang_after_opening", true, "input"],
    ["without headers in time", "hang_before_headers", false, "input"],
  ];
  it.each(LOST)("on one that was %s is estimated", async (_, fault, stream, counted) => {
    sim[provider].fail(fault);
    const at = open();
    await ask(at.router, { text: TEXT, model: MODELS[provider], stream });
    const [attempt] = at.ends[0]!.report.attempts;
    expect(attempt).toMatchObject({ status: "failed", estimated: true });
    expect(attempt!.usage!.inputTokens).toBeGreaterThanOrEqual(TEXT.length / 4);
    if (counted === "output") expect(attempt!.usage!.outputTokens).toBeGreaterThan(0);
    else expect(attempt!.usage!.outputTokens).toBe(0);
    expect(at.costs).toMatchObject([{ cost: { estimated: true } }]);
    expect(at.ends[0]!.report.cost).toMatchObject({ estimated: true, usd: at.costs[0]!.cost.usd });
    expectBalanced(at);
  });

  it("on a stream the caller left is estimated", async () => {
    sim[provider].fail("stall_mid_stream");
    const at = open();
    const messages = [{ role: "user" as const, content: TEXT }];
    const stream = await at.router.chat.completions.create({ model: MODELS[provider], messages, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await stream.settled;
    expect(at.ends[0]!.report.attempts).toMatchObject([{ status: "aborted", estimated: true }]);
    expect(at.costs).toMatchObject([{ cost: { estimated: true } }]);
    expect(at.costs[0]!.usage.outputTokens).toBeGreaterThan(0);
    expectBalanced(at);
  });

  it("in vain and then well is the sum of both", async () => {
    sim[provider].fail("hang_before_headers");
    const at = open();
    const outcome = await ask(at.router, { text: TEXT, model: provider, stream: false });
    expect(outcome).toMatchObject({ way: "answer", target: "backup/gpt-5.5" });
    expect(at.costs).toMatchObject([{ cost: { estimated: true } }, { target: "backup/gpt-5.5" }]);
    const [lost, won] = at.costs.map(({ cost }) => cost.usd!);
    expect(at.ends[0]!.report.cost).toMatchObject({ usd: lost! + won!, estimated: true });
    expectBalanced(at);
  });

  it("on a refusal is nothing", async () => {
    sim[provider].fail("status_500");
    const at = open();
    await ask(at.router, { text: TEXT, model: MODELS[provider], stream: false });
    expect(at.costs).toEqual([]);
    expect(at.ends[0]!.report.cost).toMatchObject({ usd: 0 });
    expect(at.ends[0]!.report.attempts).toMatchObject([{ costUsd: 0 }]);
  });

  it("on an answer without usage is estimated", async () => {
    sim[provider].reply({ text: TEXT, usage: null });
    const at = open();
    await ask(at.router, { text: TEXT, model: MODELS[provider], stream: false });
    expect(at.costs).toMatchObject([{ cost: { estimated: true } }]);
    expect(at.costs[0]!.usage.outputTokens).toBeGreaterThanOrEqual(TEXT.length / 4);
    expectBalanced(at);
  });
});
