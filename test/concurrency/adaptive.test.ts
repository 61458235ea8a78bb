import { describe, expect, it } from "vitest";
import { AdaptiveLimit } from "../../src/concurrency/adaptive-limit.ts";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import type { FakeClock } from "../support/fake-clock.ts";
import { bench, body, run, streamed } from "../support/router.ts";
import { modelServer } from "./model-server.ts";
import { settledLimit } from "./plain-load.ts";

/** Keeps `callers` asking until `calls` have been made; gives the mean limit over the last fifth of them. */
async function settle(options: { capacity: number; over: "refused" | "queued"; stream: boolean; seed: number }) {
  const random = seededRandom(options.seed);
  let clock: FakeClock | undefined;
  const server = modelServer(() => clock!, { ...options, random });
  const setup = bench(
    { a: server.behave },
    { models: { chat: { target: "a/m", concurrency: "adaptive" } }, random, breaker: false, retry: { maxRetries: 0 } },
  );
  clock = setup.clock;
  await run(clock, setup.router.explain(body));
  const limits: number[] = [];
  let calls = 0;
  const caller = async () => {
    while (calls < 500) {
      calls += 1;
      const { slots } = setup.router.health().targets["a/m"]!;
      if (calls > 400) limits.push(slots!.limit);
      try {
        if (!options.stream) await setup.create(body);
        else for await (const _ of await setup.create(streamed));
      } catch {
        // Refused there, or here: asked again.
      }
    }
  };
  await run(clock, Promise.all(Array.from({ length: options.capacity * 2 + 10 }, caller)));
  expect(setup.router.health().targets["a/m"]).toMatchObject({ slots: { inFlight: 0, queued: 0 } });
  return limits.reduce((sum, limit) => sum + limit, 0) / limits.length / options.capacity;
}

type Over = "refused" | "queued";
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

/** Whether 38 of 40 seeds come within a fifth of the capacity, whatever is done with too much, and however many ask. */
function expectFound(
  capacity: number,
  scatters: readonly number[],
  more: { calls?: number; overs?: readonly Over[] } = {},
) {
  const { overs = ["refused", "queued"], ...calls } = more;
  for (const scatter of scatters)
    for (const over of overs) {
      for (const callers of [Math.ceil(capacity * 1.5) + 2, capacity * 2 + 10]) {
        const load = { capacity, over, callers, scatter, ...calls };
        const found = SEEDS.map((seed) => settledLimit({ ...load, stream: seed % 2 === 0, seed }));
        const near = found.filter((part) => part >= 0.8 && part <= 1.2);
        expect(near.length / SEEDS.length, JSON.stringify(load)).toBeGreaterThanOrEqual(0.95);
      }
    }
}

describe("an adaptive limit", () => {
  it.each([5, 8, 12, 20, 35, 50])(
    "finds a capacity of %i in 500 calls, within a fifth for 38 of 40 seeds, whether times scatter by a tenth or by three",
    (capacity) => expectFound(capacity, [0.1, 0.3]),
  );

  it.each([65, 80, 100, 130])("finds one of %i in 500 where more is refused and times scatter by a tenth", (capacity) =>
    expectFound(capacity, [0.1], { overs: ["refused"] }),
  );

  it.each([65, 80, 100])("finds one of %i in 2,000 in any case", (capacity) =>
    expectFound(capacity, [0.1, 0.3], { calls: 2000 }),
  );

  it.each([
    [20, "refused", false],
    [8, "queued", true],
    [50, "queued", true],
  ] as const)(
    "is within a fifth of a capacity of %i behind a router, too (%s, streamed: %s)",
    async (capacity, over, stream) => {
      const found = await settle({ capacity, over, stream, seed: 11 });
      expect(found).toBeGreaterThanOrEqual(0.8);
      expect(found).toBeLessThanOrEqual(1.2);
    },
  );

  it("counts a burst of refusals once, and never goes below 1", () => {
    const limit = new AdaptiveLimit(() => 0);
    const watched = Array.from({ length: 20 }, (_, i) => limit.watch(i + 1));
    for (const each of watched.reverse()) each.end("crowded");
    expect(limit.value).toBe(18);
    for (let i = 0; i < 100; i += 1) limit.watch(1).end("crowded");
    expect(limit.value).toBe(1);
  });

  it("does not grow where nobody comes near it, nor learns from what failed for other reasons", () => {
    const limit = new AdaptiveLimit(() => 0);
    for (let i = 0; i < 100; i += 1) limit.watch(1).end("ok");
    for (let i = 0; i < 100; i += 1) limit.watch(20).end("neutral");
    expect(limit.value).toBe(20);
  });

  it("takes a target that has become slower for what it is", () => {
    let now = 0;
    const limit = new AdaptiveLimit(() => now);
    const round = (ms: number) => {
      const watched = Array.from({ length: Math.max(20, limit.value) }, () => limit.watch(limit.value));
      now += ms;
      for (const each of watched) each.end("ok");
    };
    round(100);
    for (let i = 0; i < 20; i += 1) round(300);
    expect(limit.value).toBeGreaterThan(30);
  });

  it("learns what is usual anew of a target that has become quicker, also where it stands at its most", () => {
    let now = 0;
    const limit = new AdaptiveLimit(() => now);
    const random = seededRandom(1);
    const underWay: { at: number; watched: ReturnType<AdaptiveLimit["watch"]> }[] = [];
    const play = (attempts: number, ms: (inFlight: number) => number) => {
      for (let i = 0; i < attempts; i += 1) {
        while (underWay.length < limit.value) {
          const inFlight = underWay.length + 1;
          underWay.push({ at: now + ms(inFlight) * (0.98 + 0.04 * random()), watched: limit.watch(inFlight) });
        }
        underWay.sort((a, b) => a.at - b.at);
        const next = underWay.shift()!;
        now = next.at;
        next.watched.end("ok");
      }
    };
    play(4000, () => 1000);
    expect(limit.value).toBe(200);
    play(20_000, () => 200);
    expect(limit.value).toBe(200);
    play(20_000, (inFlight) => 200 * Math.max(1, inFlight / 50));
    expect(limit.value).toBeLessThan(75);
  });

  /** Rounds of attempts that take so long, as many at once as the limit lets. */
  function player() {
    let now = 0;
    const limit = new AdaptiveLimit(() => now);
    const round = (msOf: (inFlight: number) => number, stream = false) => {
      const { value } = limit;
      for (let left = 20; left > 0; left -= value) {
        const watched = Array.from({ length: Math.min(value, left) }, () => limit.watch(value));
        now += msOf(watched.length);
        for (const each of watched) {
          if (stream) each.commit();
          each.end("ok");
        }
      }
    };
    return { limit, round };
  }

  it("does not stay at 1 where the times of attempts that are alone have grown", () => {
    const { limit, round } = player();
    round(() => 100);
    for (let i = 0; i < 60; i += 1) limit.watch(1).end("crowded");
    expect(limit.value).toBe(1);
    for (let i = 0; i < 60; i += 1) round(() => 400);
    expect(limit.value).toBeGreaterThan(10);
  });

  it("undoes a decrease that has not helped though rounds of another kind come between", () => {
    const { limit, round } = player();
    for (let i = 0; i < 3; i += 1) {
      round(() => 100);
      round(() => 20, true);
    }
    for (let i = 0; i < 40; i += 1) {
      round(() => 300);
      round(() => 20, true);
    }
    expect(limit.value).toBeGreaterThan(30);
  });
});
