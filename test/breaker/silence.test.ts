import { describe, expect, it } from "vitest";
import { type Behaviour, chunks } from "../support/memory-provider.ts";
import { bench, body, hang, ok, run, streamed } from "../support/router.ts";
import { bench as breakerBench } from "./bench.ts";

/** A breaker that has seen `count` good answers of 100 ms. */
function known(count = 20, settings = {}) {
  const setup = breakerBench({ ...settings });
  const { clock, breaker } = setup;
  const acquire = (stream = false) => {
    const permit = breaker.acquire({ leaseMs: 1000, stream });
    if ("refused" in permit) throw new Error("refused");
    return permit;
  };
  for (let i = 0; i < count; i += 1) {
    const permit = acquire();
    clock.advance(100);
    permit.settle("ok");
  }
  return { ...setup, acquire };
}

describe("a target that takes requests and answers none", () => {
  it("is silent once its five oldest attempts have waited unusually long, until the first sign of life", () => {
    const { breaker, clock, acquire } = known();
    const waiting = Array.from({ length: 5 }, () => acquire());
    clock.advance(190);
    expect(breaker.reluctance()).toBeUndefined();
    clock.advance(20);
    expect(breaker.reluctance()).toBe("silent");
    expect(breaker.look()).toBeUndefined();
    expect(breaker.state).toBe("closed");
    waiting[3]!.settle("ok");
    expect(breaker.reluctance()).toBeUndefined();
  });

  it.each([
    ["four that wait", 4, 20, {}],
    ["fewer answers than tell what is usual", 5, 19, {}],
    ["silence: false", 5, 20, { silence: false }],
  ])("is not said to be silent with %s", (_, attempts, answers, settings) => {
    const { breaker, clock, acquire } = known(answers, settings);
    for (let i = 0; i < attempts; i += 1) acquire();
    clock.advance(5000);
    expect(breaker.reluctance()).toBeUndefined();
  });

  it("is not silent for attempts that were given up, nor for what streams usually take", () => {
    const { breaker, clock, acquire } = known();
    const waiting = Array.from({ length: 5 }, () => acquire());
    const streams = Array.from({ length: 5 }, () => acquire(true));
    clock.advance(1000);
    expect(breaker.reluctance()).toBe("silent");
    waiting[0]!.settle("neutral");
    expect(breaker.reluctance()).toBeUndefined();
    streams[0]!.commit();
    clock.advance(1000);
    expect(breaker.reluctance()).toBeUndefined();
  });

  it("is given another attempt after each reset timeout", () => {
    const { breaker, clock, acquire } = known(20, { resetTimeoutMs: 3000 });
    for (let i = 0; i < 5; i += 1) acquire();
    clock.advance(2999);
    expect(breaker.reluctance()).toBe("silent");
    clock.advance(1);
    expect(breaker.reluctance()).toBeUndefined();
    acquire();
    expect(breaker.reluctance()).toBe("silent");
  });
});

describe("behind a router", () => {
  const answering =
    (ms: number, clock: () => { setTimeout(callback: () => void, ms: number): unknown }, stream = false): Behaviour =>
    async () => {
      await new Promise<void>((resolve) => void clock().setTimeout(resolve, ms));
      return (stream ? chunks("hi") : ok({} as never, {} as never)) as never;
    };

  it.each([false, true])("calls go to the next target, and all are answered (streamed: %s)", async (stream) => {
    let dark = false;
    let clock!: ReturnType<typeof bench>["clock"];
    const quick = answering(100, () => clock, stream);
    const setup = bench(
      { a: (...args) => (dark ? hang(...args) : quick(...args)), b: answering(10, () => clock, stream) },
      { timeouts: { firstTokenMs: 30_000 } },
    );
    clock = setup.clock;
    const one = async () => {
      if (!stream) return await setup.create(body);
      for await (const _ of await setup.create(streamed));
    };
    for (let i = 0; i < 20; i += 1) await run(clock, one());
    dark = true;
    const before = setup.providers.a.calls.length;
    const calls: Promise<unknown>[] = [];
    for (let i = 0; i < 250; i += 1) {
      calls.push(one());
      await clock.advanceAsync(20);
    }
    // At 50 a second for five seconds: those of the first 300 ms, no more.
    expect(setup.providers.a.calls.length - before).toBeLessThanOrEqual(17);
    await run(clock, Promise.all(calls));
    expect(setup.providers.b.calls.length).toBe(250);
  });

  it("a plan of one asks it all the same", async () => {
    let clock!: ReturnType<typeof bench>["clock"];
    let ms = 100;
    const setup = bench({ a: (...args) => answering(ms, () => clock)(...args) });
    clock = setup.clock;
    for (let i = 0; i < 20; i += 1) await run(clock, setup.create(body));
    ms = 5000;
    const calls = Array.from({ length: 5 }, () => setup.create(body));
    await clock.advanceAsync(1000);
    calls.push(setup.create(body));
    await run(clock, Promise.all(calls));
    expect(setup.providers.a.calls.length).toBe(26);
  });
});
