import CircuitBreaker from "opossum";
import { describe, expect, it, vi } from "vitest";
import { createBreakerRegistry } from "../../src/breaker/registry.ts";
import type { Breaker, BreakerOptions } from "../../src/contract/breaker.ts";
import { fakeClock } from "../support/fake-clock.ts";

function registry(settings: BreakerOptions | false = { consecutiveFailures: 1 }, max?: number) {
  const clock = fakeClock();
  const changes: unknown[][] = [];
  const onChange = (...change: unknown[]) => void changes.push(change);
  const breakers = createBreakerRegistry({ settings, clock, random: () => 0.5, onChange, ...(max && { max }) });
  return { breakers, clock, changes };
}

function settle(breaker: Breaker | undefined, verdict: "ok" | "failed"): void {
  const permit = breaker?.acquire({ leaseMs: 1000 });
  if (permit && "settle" in permit) permit.settle(verdict);
}

describe("createBreakerRegistry", () => {
  it("makes one breaker per target, on first use", () => {
    const { breakers } = registry();
    expect(breakers.peek("a/m")).toBeUndefined();
    const made = breakers.get("a/m");
    expect(made).toBeDefined();
    expect(breakers.get("a/m")).toBe(made);
    expect(breakers.peek("a/m")).toBe(made);
    expect(breakers.get("b/m")).not.toBe(made);
  });

  it("makes none where breakers are off", () => {
    const { breakers } = registry(false);
    expect(breakers.get("a/m")).toBeUndefined();
    expect(breakers.states().size).toBe(0);
  });

  it("tells which target's circuit changed", () => {
    const { breakers, clock, changes } = registry();
    settle(breakers.get("a/m"), "failed");
    clock.advance(10_000);
    settle(breakers.get("a/m"), "ok");
    expect(changes).toEqual([
      ["a/m", "closed", "open", clock.now()],
      ["a/m", "open", "half_open", undefined],
      ["a/m", "half_open", "closed", undefined],
    ]);
  });

  it("shows every circuit, and until when it is open", () => {
    const { breakers, clock } = registry();
    for (const target of ["a/m", "b/m", "c/m"]) settle(breakers.get(target), target === "a/m" ? "ok" : "failed");
    breakers.get("c/m")?.isolate();
    expect(Object.fromEntries(breakers.states())).toEqual({
      "a/m": { circuit: "closed" },
      "b/m": { circuit: "open", openUntil: clock.now() + 10_000 },
      "c/m": { circuit: "open" },
    });
    clock.advance(10_000);
    expect(breakers.states().get("b/m")).toEqual({ circuit: "half_open" });
  });

  it("forgets the closed circuit used longest ago before an open one", () => {
    const { breakers } = registry({ consecutiveFailures: 1 }, 3);
    settle(breakers.get("broken"), "failed");
    breakers.get("old");
    breakers.get("young");
    breakers.get("old");
    breakers.get("new");
    expect([...breakers.states().keys()].sort()).toEqual(["broken", "new", "old"]);
  });

  it("forgets an open circuit only where there are no others", () => {
    const { breakers } = registry({ consecutiveFailures: 1 }, 2);
    settle(breakers.get("a"), "failed");
    settle(breakers.get("b"), "failed");
    breakers.get("a");
    breakers.get("c");
    expect([...breakers.states().keys()].sort()).toEqual(["a", "c"]);
  });

  it("lets a circuit that has recovered be forgotten again", () => {
    const { breakers, clock } = registry({ consecutiveFailures: 1 }, 2);
    settle(breakers.get("a"), "failed");
    clock.advance(10_000);
    settle(breakers.get("a"), "ok");
    settle(breakers.get("b"), "failed");
    breakers.get("c");
    expect([...breakers.states().keys()].sort()).toEqual(["b", "c"]);
  });

  it("does not take back a forgotten breaker whose attempt ends late", () => {
    const { breakers } = registry({ consecutiveFailures: 1 }, 1);
    const forgotten = breakers.get("a");
    const permit = forgotten?.acquire({ leaseMs: 1000 });
    breakers.get("b");
    if (permit && "settle" in permit) permit.settle("failed");
    forgotten?.open();
    expect([...breakers.states().keys()]).toEqual(["b"]);
  });

  it("stays bounded under any number of names", () => {
    const { breakers } = registry({ consecutiveFailures: 1 }, 50);
    for (let i = 0; i < 500; i += 1) settle(breakers.get(`p/${i}`), i % 3 === 0 ? "failed" : "ok");
    expect(breakers.states().size).toBe(50);
  });

  it("is as fast for a target used all the time as for any, however many there are", () => {
    const { breakers } = registry({}, 10_000);
    for (let i = 0; i < 10_000; i += 1) breakers.get(`p/${i}`);
    const started = performance.now();
    for (let i = 0; i < 20_000; i += 1) breakers.get("p/0");
    expect((performance.now() - started) / 20_000).toBeLessThan(0.005);
  });

  it("shuts down what it forgets, and everything at its own shutdown", () => {
    const shutdown = vi.spyOn(CircuitBreaker.prototype, "shutdown");
    const { breakers } = registry({ consecutiveFailures: 1 }, 2);
    for (const target of ["a", "b", "c"]) settle(breakers.get(target), "ok");
    expect(shutdown).toHaveBeenCalledTimes(1);
    settle(breakers.get("c"), "failed");
    breakers.shutdown();
    expect(shutdown).toHaveBeenCalledTimes(3);
    expect(breakers.states().size).toBe(0);
    shutdown.mockRestore();
  });
});
