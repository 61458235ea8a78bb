import { getEventListeners } from "node:events";
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, type Outcome } from "./ask.ts";
import { until } from "./until.ts";
import { MODELS, PROVIDERS } from "./upstreams.ts";
import { watchProcess } from "./watch-process.ts";

const CALLS = 1_000;
const ON_CHAIN = 200;
const KINDS = { openai: "openai", anthropic: "anthropic", gemini: "gemini", broken: "openai" } as const;

/** Every place the `i`th call differs in: its words, its provider, whether it streams, whether a broken target stands first. */
function callOf(i: number) {
  const provider = PROVIDERS[i % 3]!;
  const chained = i % (CALLS / ON_CHAIN) === 0;
  return { text: `nonce-${i}-${(i * 7_919) % 10_007}`, provider, chained, stream: i % 2 === 0 };
}

const calls = Array.from({ length: CALLS }, (_, i) => callOf(i));

function counted(kind: string): number {
  return process.getActiveResourcesInfo().filter((name) => name === kind).length;
}

let sim: Awaited<ReturnType<typeof simulated>>;
const simulated = () => simulate({ providers: KINDS });
beforeAll(async () => {
  sim = await simulated();
  sim.broken.fail("status_500");
});
afterAll(() => sim.close());

describe("1,000 calls at once through one router", () => {
  const shared = new AbortController();
  let outcomes: readonly Outcome[];
  let router: ReturnType<typeof createRouter>;
  let timersBefore: number;
  const ends: string[] = [];

  beforeAll(async () => {
    timersBefore = counted("Timeout");
    router = createRouter({
      providers: sim.providers,
      models: Object.fromEntries(PROVIDERS.map((name) => [`chain-${name}`, ["broken/gpt-5.5", MODELS[name]]])),
      on: { "call.end": ({ callId }) => void ends.push(callId) },
    });
    const options = { signal: shared.signal };
    outcomes = await Promise.all(
      calls.map(({ text, stream, provider, chained }) =>
        ask(router, { text, stream, options, model: chained ? `chain-${provider}` : MODELS[provider] }),
      ),
    );
  }, 60_000);

  it("answers every one, once, to its own caller", () => {
    const errors = outcomes.flatMap(({ error }) => (error ? [error.message] : []));
    expect(errors).toEqual([]);
    expect(outcomes.map(({ text }) => text)).toEqual(calls.map(({ text }) => `echo: ${text}`));
    const asked = PROVIDERS.flatMap((name) => sim[name].requests.map((request) => request.text));
    expect(asked.toSorted()).toEqual(calls.map(({ text }) => text).toSorted());
    expect(new Set(ends).size).toBe(CALLS);
    expect(ends).toHaveLength(CALLS);
  });

  it("serves all that met the broken target by the one behind it", () => {
    expect(outcomes.map(({ target }) => target)).toEqual(calls.map(({ provider }) => MODELS[provider]));
    expect(sim.broken.count).toBeGreaterThan(0);
    expect(sim.broken.count).toBeLessThanOrEqual(ON_CHAIN);
  });

  it("has opened the broken target's circuit and no other, and nothing is in flight", () => {
    const { targets } = router.health();
    expect(targets).toMatchObject({
      "broken/gpt-5.5": { circuit: "open", inFlight: 0 },
      ...Object.fromEntries(PROVIDERS.map((name) => [MODELS[name], { circuit: "closed", inFlight: 0 }])),
    });
  });

  it("leaves an open circuit's target alone", async () => {
    const before = sim.broken.count;
    const after = await ask(router, { text: "once more", model: "chain-openai", stream: false });
    expect(after).toMatchObject({ way: "answer", target: MODELS.openai });
    expect(sim.broken.count).toBe(before);
  });

  it("leaves no socket, timer or listener of its own within a second of close()", async () => {
    expect(getEventListeners(shared.signal, "abort")).toHaveLength(0);
    await router.close();
    await until(() => [...PROVIDERS, "broken" as const].every((name) => sim[name].sockets === 0), 1_000);
    expect(counted("Timeout")).toBeLessThanOrEqual(timersBefore);
    expect(counted("TCPConnectWrap") + counted("TCPSocketWrap")).toBe(0);
  });

  it("refuses calls after close()", async () => {
    const late = await ask(router, { text: "late", model: MODELS.openai, stream: false });
    expect(late.error).toMatchObject({ kind: "config", message: "this router is closed: make a new one" });
  });
});

describe("the process", watchProcess);
