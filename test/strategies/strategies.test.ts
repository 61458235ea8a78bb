import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Route } from "../../src/contract/strategy.ts";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { order } from "../../src/strategies/order.ts";
import { roundRobin } from "../../src/strategies/round-robin.ts";
import { weighted } from "../../src/strategies/weighted.ts";
import { idOf, routes, view } from "./routes.ts";

const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e6, noNaN: true })), { maxLength: 40 });

/** The children, with a count of how many were looked up. */
function counted(children: readonly Route[]): { children: readonly Route[]; reads: () => number } {
  let reads = 0;
  const proxy = new Proxy(children, {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
      return Reflect.get(target, key);
    },
  });
  return { children: proxy, reads: () => reads };
}

function first(children: Iterable<Route>): Route {
  for (const child of children) return child;
  throw new Error("there is none");
}

describe.each([order, roundRobin, weighted])("$name", (strategy) => {
  it("gives every child exactly once and changes none", () => {
    fc.assert(
      fc.property(weights, fc.nat(1e9), (given, turn) => {
        const children = routes(given);
        const ordered = [...strategy.order(children, view(turn))];
        expect(ordered).toHaveLength(children.length);
        expect(new Set(ordered)).toEqual(new Set(children));
      }),
    );
  });

  it("gives the same order for the same view", () => {
    const children = routes([3, 1, 0, 2, 2]);
    const draw = () => [...strategy.order(children, view(5, seededRandom(9)))].map(idOf);
    expect(draw()).toEqual(draw());
  });
});

describe("order", () => {
  it("keeps the list's order", () => {
    expect([...order.order(routes([1, 9, 0]), view(2))].map(idOf)).toEqual(["p/0", "p/1", "p/2"]);
  });

  it("looks at one child for one pick", () => {
    const { children, reads } = counted(routes(Array.from({ length: 1000 }, () => 1)));
    first(order.order(children, view()));
    expect(reads()).toBe(1);
  });
});

describe("roundRobin", () => {
  it("deals 12 calls evenly to 3 children", () => {
    const children = routes([1, 1, 1]);
    const firsts = Array.from({ length: 12 }, (_, turn) => idOf(first(roundRobin.order(children, view(turn)))));
    expect(firsts).toEqual(Array.from({ length: 4 }, () => ["p/0", "p/1", "p/2"]).flat());
  });

  it("goes on in the cycle", () => {
    expect([...roundRobin.order(routes([1, 1, 1, 1]), view(6))].map(idOf)).toEqual(["p/2", "p/3", "p/0", "p/1"]);
  });

  it("stays in its bounds at the largest turn", () => {
    const children = routes([1, 1, 1]);
    expect([...roundRobin.order(children, view(Number.MAX_SAFE_INTEGER))]).toHaveLength(3);
  });

  it("looks at one child for one pick", () => {
    const { children, reads } = counted(routes(Array.from({ length: 1000 }, () => 1)));
    expect(idOf(first(roundRobin.order(children, view(1234))))).toBe("p/234");
    expect(reads()).toBe(1);
  });
});

describe("weighted", () => {
  it("picks in proportion to the weights, first and next", () => {
    const children = routes([3, 1, 6]);
    const random = seededRandom(42);
    const firsts: Record<string, number> = {};
    const after2: Record<string, number> = {};
    const CALLS = 20_000;
    for (let call = 0; call < CALLS; call += 1) {
      const [one, two] = [...weighted.order(children, view(call, random))].map(idOf) as [string, string];
      firsts[one] = (firsts[one] ?? 0) + 1;
      if (one === "p/2") after2[two] = (after2[two] ?? 0) + 1;
    }
    expect(firsts["p/0"]! / CALLS).toBeCloseTo(0.3, 1.7);
    expect(firsts["p/1"]! / CALLS).toBeCloseTo(0.1, 1.7);
    expect(firsts["p/2"]! / CALLS).toBeCloseTo(0.6, 1.7);
    expect(after2["p/0"]! / firsts["p/2"]!).toBeCloseTo(0.75, 1.7);
  });

  it("keeps children of weight 0 for the end, as listed", () => {
    fc.assert(
      fc.property(weights, fc.nat(), (given, seed) => {
        const children = routes(given);
        const ordered = [...weighted.order(children, view(0, seededRandom(seed)))];
        const tail = children.filter(({ weight }) => weight === 0);
        expect(ordered.slice(ordered.length - tail.length)).toEqual(tail);
      }),
    );
  });

  it("picks within the children at the ends of the random range", () => {
    const children = routes([1e-9, 1e9, 1e-9]);
    expect(
      idOf(
        first(
          weighted.order(
            children,
            view(0, () => 0),
          ),
        ),
      ),
    ).toBe("p/0");
    expect(
      idOf(
        first(
          weighted.order(
            children,
            view(0, () => 1 - Number.EPSILON / 2),
          ),
        ),
      ),
    ).not.toBe("");
  });

  it("looks at each of 1,000 children once, and draws one number, for one pick", () => {
    let drawn = 0;
    const { children, reads } = counted(routes(Array.from({ length: 1000 }, (_, i) => i + 1)));
    const random = () => {
      drawn += 1;
      return 0.5;
    };
    first(weighted.order(children, view(0, random)));
    expect(reads()).toBe(1000);
    expect(drawn).toBe(1);
  });
});
