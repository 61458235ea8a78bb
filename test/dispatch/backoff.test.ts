import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs, toldDelayMs } from "../../src/dispatch/backoff.ts";
import { seededRandom } from "../../src/lib/seeded-random.ts";

const retry = { baseMs: 500, maxMs: 8000 };
const below1 = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("backoffMs", () => {
  it("doubles its range with each repeat, up to the cap", () => {
    const ranges = [0, 1, 2, 3, 4, 5, 2000].map((repeat) => backoffMs(repeat, retry, 0.999_999));
    expect(ranges).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  it("is jittered over the whole range", () => {
    const random = seededRandom(7);
    const waits = Array.from({ length: 4000 }, () => backoffMs(5, retry, random()));
    expect(Math.min(...waits)).toBeLessThan(50);
    expect(Math.max(...waits)).toBeGreaterThan(7950);
    expect(waits.reduce((sum, wait) => sum + wait) / waits.length).toBeCloseTo(4000, -3);
  });

  it("stays within its bounds", () => {
    fc.assert(
      fc.property(fc.nat(1100), fc.nat(10_000), fc.nat(100_000), below1, (repeat, baseMs, maxMs, random) => {
        const wait = backoffMs(repeat, { baseMs, maxMs }, random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(maxMs);
      }),
    );
  });
});

describe("toldDelayMs", () => {
  it("is never early and at most a tenth late", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), below1, (told, random) => {
        const wait = toldDelayMs(told, random);
        expect(wait).toBeGreaterThanOrEqual(told);
        expect(wait).toBeLessThanOrEqual(Math.ceil(told * 1.1));
      }),
    );
  });

  it("spreads callers that were told the same time", () => {
    expect([0, 0.25, 0.5, 0.75].map((random) => toldDelayMs(2000, random))).toEqual([2000, 2050, 2100, 2150]);
  });
});
