import { createRouter } from "llmux";
import { simulate } from "llmux/testing";
import { afterEach, describe, expect, it } from "vitest";
import { fakeClock } from "../support/fake-clock.ts";
import { messages } from "../support/router.ts";
import { until } from "../support/until.ts";

const [OPENAI, ANTHROPIC, GEMINI] = ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"] as const;
const INTERVAL = 1000;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function setup(chain: readonly string[] = [OPENAI, ANTHROPIC, GEMINI], more: object = {}) {
  const sim = await simulate();
  const clock = fakeClock();
  const providers = Object.fromEntries(
    Object.entries(sim.providers).map(([name, options]) => [
      name,
      { ...options, probe: { intervalMs: INTERVAL }, ...more },
    ]),
  );
  const ended: string[] = [];
  const on = { "call.end": ({ callId }: { readonly callId: string }) => void ended.push(callId) };
  const options = { providers, models: { chat: chain }, retry: { maxRetries: 0 }, on };
  const router = createRouter({ ...options, clock, random: () => 0 });
  ends.push(
    () => sim.close(),
    () => router.close({ timeoutMs: 0 }),
  );
  // Closing waits on the router's clock.
  ends.push(async () => void setInterval(() => clock.advance(100), 1).unref());
  const call = async () => (await router.chat.completions.create({ model: "chat", messages })).x_llmux.target;
  const probes = (name: "openai" | "anthropic" | "gemini") =>
    sim[name].requests.filter(({ method }) => method === "GET").length;
  const tick = async (seen: () => boolean) => {
    clock.advance(INTERVAL);
    await until(seen);
    // The request has arrived; its answer is on the way.
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const circuit = (id: string) => router.health().targets[id]!.circuit;
  return { sim, router, clock, call, probes, tick, circuit, options, ended };
}

describe("a provider with an interval", () => {
  it("keeps a connection open to each target of the plan, with its list of models", async () => {
    const { sim, call, probes, tick } = await setup();
    await call();
    await tick(() => probes("anthropic") === 1 && probes("gemini") === 1);
    expect(probes("openai")).toBe(1);
    const [probe] = sim.anthropic.requests;
    expect(probe).toMatchObject({ method: "GET", path: "/v1/models" });
    expect(probe!.headers["x-api-key"]).toBe(sim.anthropic.apiKey);
    const [sockets] = [sim.anthropic.sockets];
    expect(sockets).toBe(1);
    sim.openai.fail("status_503");
    expect(await call()).toBe(ANTHROPIC);
    expect(sim.anthropic.sockets).toBe(1);
  });

  it("goes on being asked, and told of, where the next configuration cannot be made", async () => {
    const { router, call, probes, tick, options, ended } = await setup([OPENAI, ANTHROPIC]);
    await call();
    let reads = 0;
    let failing = Infinity;
    const concurrency = {
      get max() {
        reads += 1;
        if (reads >= failing) throw new Error("cannot be read");
        return 5;
      },
    };
    const models = { chat: [{ target: OPENAI, concurrency }, ANTHROPIC] };
    const reload = () => router.reload({ ...options, models });
    // The last read is that of whoever makes the limit.
    createRouter({ ...options, models });
    [failing, reads] = [reads, 0];
    expect(reload).toThrow("cannot be read");
    await tick(() => probes("anthropic") === 1);
    await call();
    expect(ended).toHaveLength(2);
    failing = Infinity;
    reload();
    await call();
    expect(ended).toHaveLength(3);
  });

  it("is left within an interval of its end, without a call that failed, and is tried again within one of its return", async () => {
    const { sim, call, probes, tick, circuit } = await setup([OPENAI, ANTHROPIC]);
    expect(await call()).toBe(OPENAI);
    const chats = () => sim.openai.count - probes("openai");
    sim.openai.fail("status_503");
    await tick(() => circuit(OPENAI) === "open");
    expect(probes("openai")).toBe(2);
    const before = chats();
    expect(await call()).toBe(ANTHROPIC);
    expect(chats()).toBe(before);
    sim.openai.heal();
    await tick(() => circuit(OPENAI) === "half_open");
    expect(await call()).toBe(OPENAI);
    expect(circuit(OPENAI)).toBe("closed");
  });

  it("shows in health() whether it answers, and when it last did", async () => {
    const { sim, router, clock, call, tick } = await setup([OPENAI, ANTHROPIC]);
    expect(router.health().providers).toBeUndefined();
    await call();
    const of = (name: string) => router.health().providers?.[name]?.probe;
    expect([of("openai"), of("anthropic"), of("gemini")]).toEqual([
      { answers: true, answeredAt: clock.now() },
      { answers: true },
      undefined,
    ]);
    sim.anthropic.fail("status_503");
    await tick(() => of("anthropic")?.answers === false);
    sim.anthropic.heal();
    await tick(() => of("anthropic")?.answers === true);
    expect(of("anthropic")).toEqual({ answers: true, answeredAt: clock.now() });
  });

  it("is asked no more once the router has turned to other options", async () => {
    const { sim, router, clock, call, probes, tick } = await setup([OPENAI, ANTHROPIC]);
    await call();
    await tick(() => probes("anthropic") === 1);
    router.reload({ providers: sim.providers, models: { chat: [OPENAI] } });
    for (let i = 0; i < 3; i += 1) {
      clock.advance(INTERVAL);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(probes("anthropic")).toBe(1);
  });

  it.each([
    ["apiKey", (broken: () => boolean) => ({ apiKey: () => (broken() ? Promise.reject(new Error("sealed")) : "-") })],
    ["auth", (broken: () => boolean) => ({ auth: () => (broken() ? Promise.reject(new Error("sealed")) : {}) })],
  ])("is not taken for dead where its %s function throws: that is no failure of the provider", async (_, more) => {
    let broken = false;
    const { router, call, probes, tick, circuit } = await setup(
      [OPENAI, ANTHROPIC],
      more(() => broken),
    );
    await call();
    broken = true;
    await tick(() => probes("openai") === 1);
    expect(circuit(OPENAI)).toBe("closed");
    expect(router.health().providers!.anthropic!.probe).toMatchObject({ answers: true });
  });

  it("is not taken for dead for a wrong key or a list that is not there", async () => {
    const { sim, call, probes, tick, circuit } = await setup([OPENAI, ANTHROPIC]);
    await call();
    for (const [i, fault] of (["status_401", "status_404", "status_429"] as const).entries()) {
      sim.openai.fail(fault);
      await tick(() => probes("openai") === i + 1);
    }
    expect(circuit(OPENAI)).toBe("closed");
  });
});

describe("the option", () => {
  it.each([
    [{ probe: { intervalMs: 5 } }, "providers.openai.probe.intervalMs: expected milliseconds, 100 or more"],
    [{ probe: { intervalMs: 500 }, client: {} }, "providers.openai.probe: has no meaning beside client"],
  ])("%j is refused", (openai, message) => {
    expect(() => createRouter({ providers: { openai } })).toThrow(message);
  });
});
