import { describe, expect, it } from "vitest";
import { type Behaviour, completion, fail } from "../support/memory-provider.ts";
import { body, ok, bench as routerBench, run } from "../support/router.ts";
import { bench } from "./bench.ts";

function recovered(settings = {}) {
  const setup = bench({ consecutiveFailures: 1, resetTimeoutMs: 1000, ...settings });
  setup.breaker.open();
  setup.clock.advance(1000);
  setup.run("o");
  expect(setup.breaker.state).toBe("closed");
  return setup;
}

describe("a target that has just come back", () => {
  it("takes ten attempts at once, one more with each success, and everything when the time is over", () => {
    const { breaker, clock, permit } = recovered();
    const first = Array.from({ length: 10 }, () => permit());
    expect(breaker.reluctance()).toBe("recovering");
    for (const each of first) each.settle("ok");
    Array.from({ length: 19 }, () => permit());
    expect(breaker.reluctance()).toBeUndefined();
    permit();
    expect(breaker.reluctance()).toBe("recovering");
    expect(breaker.look()).toBeUndefined();
    clock.advance(30_000);
    expect(breaker.reluctance()).toBeUndefined();
  });

  it("takes half as many after a failure", () => {
    const { breaker, permit } = recovered({ consecutiveFailures: 5 });
    permit().settle("failed");
    Array.from({ length: 5 }, () => permit());
    expect(breaker.reluctance()).toBe("recovering");
  });

  it.each([{ slowStartMs: false as const }, { slowStartMs: 0 }])("takes everything with %j", (settings) => {
    const { breaker, permit } = recovered(settings);
    Array.from({ length: 100 }, () => permit());
    expect(breaker.reluctance()).toBeUndefined();
  });

  it("was never open: takes everything", () => {
    const { breaker, permit } = bench();
    breaker.close();
    Array.from({ length: 100 }, () => permit());
    expect(breaker.reluctance()).toBeUndefined();
  });
});

describe("a herd of 200 calls on a target that has just come back", () => {
  function herd(names: "one" | "two") {
    let down = true;
    let clock!: ReturnType<typeof routerBench>["clock"];
    const a: Behaviour = async () => {
      if (down) fail(503);
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 500));
      return completion("a");
    };
    const breaker = { consecutiveFailures: 1, resetTimeoutMs: 1000 };
    const options = { breaker, retry: { maxRetries: 0 } };
    const setup = names === "one" ? routerBench({ a }, options) : routerBench({ a, b: ok }, options);
    clock = setup.clock;
    return {
      ...setup,
      a: setup.providers.a,
      heal: () => {
        down = false;
      },
    };
  }

  it("is answered: what the target is not given goes to the next", async () => {
    const { create, clock, a, heal } = herd("two");
    await run(clock, create(body));
    heal();
    await clock.advanceAsync(1000);
    await run(clock, create(body));
    const before = a.calls.length;
    const { value } = await run(clock, Promise.all(Array.from({ length: 200 }, () => create(body))));
    expect(value).toHaveLength(200);
    expect(a.calls.length - before).toBe(10);
    await run(clock, Promise.all(Array.from({ length: 200 }, () => create(body))));
    expect(a.calls.length - before).toBe(30);
  });

  it("is answered by a plan of one, which is not held back", async () => {
    const { create, clock, a, heal } = herd("one");
    await run(clock, create(body)).catch(() => {});
    heal();
    await clock.advanceAsync(1000);
    await run(clock, create(body));
    const before = a.calls.length;
    await run(clock, Promise.all(Array.from({ length: 200 }, () => create(body))));
    expect(a.calls.length - before).toBe(200);
  });
});
