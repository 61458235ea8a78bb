import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pauseMs } from "../../src/breaker/pause.ts";

const below1 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("pauseMs", () => {
  it("is exact at first, then doubles with jitter on the latest doubling", () => {
    const settings = { resetTimeoutMs: 10_000, maxResetTimeoutMs: 300_000 };
    const range = (failed: number) => [pauseMs(failed, settings, 0), pauseMs(failed, settings, 1)];
    expect([0, 1, 2, 4, 5, 5000].map(range)).toEqual([
      [10_000, 10_000],
      [15_000, 20_000],
      [30_000, 40_000],
      [120_000, 160_000],
      [225_000, 300_000],
      [225_000, 300_000],
    ]);
  });

  it("is never shorter than the first nor longer than the longest", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(100_000), fc.nat(1_000_000), below1, (failed, first, more, random) => {
        const pause = pauseMs(failed, { resetTimeoutMs: first, maxResetTimeoutMs: first + more }, random);
        expect(pause).toBeGreaterThanOrEqual(first);
        expect(pause).toBeLessThanOrEqual(first + more);
      }),
    );
  });

  it("keeps to the first pause where the longest is shorter", () => {
    expect(pauseMs(3, { resetTimeoutMs: 1000, maxResetTimeoutMs: 10 }, 0.5)).toBe(1000);
  });
});
