import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { type Behaviour, completion, fail } from "../support/memory-provider.ts";
import { bench, body, run } from "../support/router.ts";

/** Calls are under way at `a` as it dies, all at the same moment; tells when each arrives at `b`. */
async function herd(count: number, fallbackDelayMs: number): Promise<number[]> {
  let clock!: ReturnType<typeof bench>["clock"];
  const arrivals: number[] = [];
  const a: Behaviour = async () => {
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 50));
    return fail(503);
  };
  const b: Behaviour = () => {
    arrivals.push(clock.now());
    return completion("hi");
  };
  const setup = bench({ a, b }, { retry: { fallbackDelayMs }, random: seededRandom(7) });
  clock = setup.clock;
  await run(clock, setup.router.explain(body));
  const died = clock.now() + 50;
  const calls = Array.from({ length: count }, () => setup.create(body));
  await run(clock, Promise.all(calls));
  expect(setup.providers.a.calls.length).toBe(count);
  return arrivals.map((at) => at - died);
}

/** The most that arrive within any 10 ms. */
function rush(arrivals: readonly number[]): number {
  return Math.max(...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 10).length));
}

describe("a herd that leaves a dying target", () => {
  it("hits the next one in one instant without fallbackDelayMs", async () => {
    expect(rush(await herd(100, 0))).toBe(100);
  });

  it("is spread over twice fallbackDelayMs, 1,000 calls no denser than three times their even share", async () => {
    const arrivals = await herd(1000, 500);
    expect(arrivals).toHaveLength(1000);
    expect(Math.min(...arrivals)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...arrivals)).toBeLessThanOrEqual(1000);
    expect(rush(arrivals)).toBeLessThanOrEqual(30);
    const mean = arrivals.reduce((sum, at) => sum + at, 0) / arrivals.length;
    expect(Math.abs(mean - 500)).toBeLessThanOrEqual(50);
  });
});
