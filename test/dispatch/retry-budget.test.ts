import { describe, expect, it } from "vitest";
import { createRetryBudget } from "../../src/dispatch/retry-budget.ts";

type Budget = ReturnType<typeof createRetryBudget>;

function drain(budget: Budget, target: string): number {
  let taken = 0;
  while (budget.take(target)) taken += 1;
  return taken;
}

function succeed(budget: Budget, target: string, times: number, ratio?: number): void {
  for (let i = 0; i < times; i += 1) budget.success(target, ratio);
}

describe("createRetryBudget", () => {
  it("lets an untried target be repeated ten times", () => {
    expect(drain(createRetryBudget({ ratio: 0.1 }), "a/m")).toBe(10);
  });

  it("earns one repeat for ten successes, exactly", () => {
    const budget = createRetryBudget({ ratio: 0.1 });
    drain(budget, "a/m");
    succeed(budget, "a/m", 9);
    expect(budget.take("a/m")).toBe(false);
    succeed(budget, "a/m", 1);
    expect(budget.take("a/m")).toBe(true);
    expect(budget.take("a/m")).toBe(false);
  });

  it("never holds more than it began with", () => {
    const budget = createRetryBudget({ ratio: 0.1 });
    budget.take("a/m");
    succeed(budget, "a/m", 1000);
    expect(drain(budget, "a/m")).toBe(10);
  });

  it("takes another ratio where a target has its own", () => {
    const budget = createRetryBudget({ ratio: 0.1 });
    drain(budget, "a/m");
    succeed(budget, "a/m", 4, 0.5);
    expect(drain(budget, "a/m")).toBe(2);
  });

  it("does not share between targets", () => {
    const budget = createRetryBudget({ ratio: 0.1 });
    drain(budget, "a/m");
    expect(drain(budget, "b/m")).toBe(10);
  });

  it("bounds what it remembers: the bucket short for longest is full again", () => {
    const budget = createRetryBudget({ ratio: 0.1, max: 2 });
    for (const target of ["a", "b", "a", "c"]) budget.take(target);
    expect(drain(budget, "b")).toBe(9);
    expect(drain(budget, "a")).toBe(10);
  });

  it("gives repeats in proportion to successes in the long run", () => {
    const budget = createRetryBudget({ ratio: 0.2 });
    let granted = 0;
    for (let call = 0; call < 10_000; call += 1) {
      if (call % 2 === 0) budget.success("a/m");
      else if (budget.take("a/m")) granted += 1;
    }
    expect(granted).toBeGreaterThanOrEqual(1000);
    expect(granted).toBeLessThanOrEqual(1010);
  });
});
