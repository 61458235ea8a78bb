import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pauseMs } from "../../src/breaker/pause.ts";

const below1 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("pauseMs", () => {
  it("stays what it is at first, then is a tenth of the outage, jittered by a quarter, up to the longest", () => {
    const settings = { resetTimeoutMs: 10_000, maxResetTimeoutMs: 300_000 };
    const range = (outageMs: number) => [pauseMs(outageMs, settings, 0), pauseMs(outageMs, settings, 1)];
    expect([0, 100_000, 200_000, 1_000_000, 3_000_000, 1e12, -1e12].map(range)).toEqual([
      [10_000, 10_000],
      [10_000, 10_000],
      [15_000, 20_000],
      [75_000, 100_000],
      [225_000, 300_000],
      [225_000, 300_000],
      [10_000, 10_000],
    ]);
  });

  it("is never shorter than the first nor longer than the longest", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(100_000), fc.nat(1_000_000), below1, (outage, first, more, random) => {
        const pause = pauseMs(outage, { resetTimeoutMs: first, maxResetTimeoutMs: first + more }, random);
        expect(pause).toBeGreaterThanOrEqual(first);
        expect(pause).toBeLessThanOrEqual(first + more);
      }),
    );
  });

  it("keeps to the first pause where the longest is shorter", () => {
    expect(pauseMs(1e6, { resetTimeoutMs: 1000, maxResetTimeoutMs: 10 }, 0.5)).toBe(1000);
  });
});
