import { createRouter, type EventMap, type RouteOptions, type RouterOptions } from "llmux";
import { type FaultName, simulate } from "llmux/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./ask.ts";
import { atOnce } from "./at-once.ts";
import { until } from "./until.ts";
import { FORMS, MODELS, PROVIDERS, type ProviderName } from "./upstreams.ts";

const simulated = () =>
  simulate({ providers: { openai: "openai", anthropic: "anthropic", gemini: "gemini", backup: "openai" } });
let sim: Awaited<ReturnType<typeof simulated>>;
beforeAll(async () => {
  sim = await simulated();
});
afterAll(() => sim.close());
afterEach(() => sim.reset());

function open(provider: ProviderName, options: RouterOptions = {}) {
  const cooldowns: EventMap["cooldown.start"][] = [];
  const router = createRouter({
    providers: sim.providers,
    models: { alone: MODELS[provider], chain: [MODELS[provider], "backup/gpt-5.5"] },
    retry: { baseMs: 5, maxMs: 20 },
    on: { "cooldown.start": (event) => void cooldowns.push(event) },
    ...options,
  });
  const call = (model: string, stream = false, deadlineMs?: number) =>
    ask(router, { text: "hi", model, stream, ...(deadlineMs !== undefined && { options: { deadlineMs } }) });
  return { router, call, cooldowns };
}

const HINTS: readonly FaultName[] = [
  "status_429_retry_after",
  "status_429_retry_after_date",
  "status_429_retry_after_ms",
];

describe.concurrent.each(PROVIDERS)("%s, told to wait, waits when it is alone, and not less", (provider) => {
  it.each(HINTS)("%s", async (fault) => {
    const own = await simulate(provider);
    const upstream = own[provider];
    upstream.fail({ fault, retryAfterMs: 1_000 }, { times: 1 });
    const router = createRouter({ providers: own.providers });
    const outcome = await ask(router, { text: "hi", model: MODELS[provider], stream: false });
    const [first, second] = upstream.requests.map(({ at }) => at);
    await Promise.all([router.close(), own.close()]);
    expect(outcome).toMatchObject({ way: "answer" });
    // A date has whole seconds, and is read a moment after it was written.
    expect(second! - first!).toBeGreaterThanOrEqual(fault.endsWith("date") ? 900 : 1_000);
    expect(upstream.count).toBe(2);
  });
});

describe.each(PROVIDERS)("%s", (provider) => {
  it("told to wait past the deadline, fails at once and says for how long", { retry: 2 }, async () => {
    sim[provider].fail({ fault: "status_429_retry_after", retryAfterMs: 5_000 });
    const { call } = open(provider);
    const from = performance.now();
    const { error } = await call("alone", false, 2_000);
    expect(performance.now() - from).toBeLessThan(500);
    expect(error).toMatchObject({ kind: "rate_limit", retryAfterMs: 5_000 });
    expect(sim[provider].count).toBe(1);
  });

  it.each(FORMS)("fails twice, then answers: %s", async (form) => {
    sim[provider].fail("status_500", { times: 2 });
    expect(await open(provider).call("alone", form === "stream")).toMatchObject({ way: "answer" });
    expect(sim[provider].count).toBe(3);
  });

  it.each(FORMS)("is asked three times and no more: %s", async (form) => {
    sim[provider].fail("status_500");
    const { error } = await open(provider).call("alone", form === "stream");
    expect(error?.attempts).toHaveLength(3);
    expect(sim[provider].count).toBe(3);
  });

  it("reset before a byte came back, is asked again at once although another stands behind it", async () => {
    sim[provider].fail("reset_before_response", { times: 1 });
    expect(await open(provider).call("chain")).toMatchObject({ way: "answer", target: MODELS[provider] });
    expect(sim.backup.count).toBe(0);
  });

  it.each(["status_401", "status_403", "status_404", "status_402"] as const)(
    "after %s, is left alone with a word",
    async (fault) => {
      sim[provider].fail(fault);
      const { router, call, cooldowns } = open(provider);
      for (let i = 0; i < 3; i += 1) expect(await call("chain")).toMatchObject({ target: "backup/gpt-5.5" });
      expect(sim[provider].count).toBe(1);
      expect(cooldowns).toMatchObject([{ target: MODELS[provider] }]);
      expect(router.health().targets[MODELS[provider]]).toMatchObject({
        circuit: "closed",
        cooldown: { kind: cooldowns[0]!.kind },
      });
    },
  );
});

describe("a prompt that was too long", () => {
  const windows = { small: "openai/gpt-4", large: "openai/gpt-5.5", unknown: "openai/of-unknown-window" };
  const askedOf = async (...targets: readonly RouteOptions[]) => {
    sim.openai.fail("context_length");
    const router = createRouter({ providers: sim.providers, models: { chain: [...targets] } });
    await ask(router, { text: "hi", model: "chain", stream: false });
    await router.close();
    return sim.openai.requests.map(({ model }) => `openai/${model}`);
  };

  it("goes on to a larger window, or one that is not known", async () => {
    const chain = [windows.small, windows.large, windows.unknown];
    expect(await askedOf(...chain)).toEqual(chain);
  });

  it("does not go on to one that is no larger", async () => {
    expect(await askedOf(windows.large, windows.small, { target: windows.large, name: "again" })).toEqual([
      windows.large,
    ]);
  });
});

describe("a dead port", () => {
  it.each(PROVIDERS)("of %s is a connection fault, and the next one answers", async (kind) => {
    const providers = {
      dead: { kind, baseURL: "http://127.0.0.1:1", apiKey: "k-123456" },
      backup: sim.providers.backup,
    };
    const router = createRouter({
      providers,
      retry: { maxRetries: 0 },
      models: { chain: ["dead/m", "backup/gpt-5.5"] },
    });
    expect((await ask(router, { text: "hi", model: "dead/m", stream: false })).error).toMatchObject({
      kind: "connection",
    });
    expect(await ask(router, { text: "hi", model: "chain", stream: true })).toMatchObject({ target: "backup/gpt-5.5" });
  });
});

describe("a target that goes down under load, and comes back", () => {
  it("costs no caller an error, is left alone, probed once at a time, and used again", {
    timeout: 20_000,
  }, async () => {
    const { router, call } = open("openai", { breaker: { resetTimeoutMs: 1500, maxResetTimeoutMs: 1500 } });
    const changes: string[] = [];
    router.on("breaker.change", ({ to }) => void changes.push(to));
    const burst = () => atOnce(Array.from({ length: 40 }), 8, () => call("chain"));
    sim.openai.fail("status_500");
    const down = await burst();
    expect(down.flatMap(({ error }) => error ?? [])).toEqual([]);
    expect(router.health().targets[MODELS.openai]).toMatchObject({ circuit: "open" });
    const { openUntil } = router.health().targets[MODELS.openai]!;
    const before = sim.openai.count;
    expect(before).toBeLessThan(20);
    await until(() => Date.now() >= openUntil!);
    sim.openai.heal();
    sim.openai.reply({ delayMs: 50 });
    await Promise.all([call("chain"), call("chain"), call("chain"), call("chain")]);
    expect(sim.openai.count).toBe(before + 1);
    expect(changes).toEqual(["open", "half_open", "closed"]);
    expect(await call("chain")).toMatchObject({ target: MODELS.openai });
    await router.close();
  });
});
