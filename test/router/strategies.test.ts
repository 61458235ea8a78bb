import "../../src/data/prices.ts";
import fc from "fast-check";
import type { RouteOptions, Strategy } from "llmux";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { fail } from "../support/memory-provider.ts";
import { bench, body, messages, ok, run } from "../support/router.ts";

/** How often each target answered, over so many calls. */
async function shares(chat: RouteOptions, calls: number, seed = 1) {
  const { clock, create } = bench({ a: ok, b: ok, c: ok }, { models: { chat }, random: seededRandom(seed) });
  const counts: Record<string, number> = {};
  for (let i = 0; i < calls; i += 1) {
    const { value } = await run(clock, create(body));
    counts[value!.x_llmux.target] = (counts[value!.x_llmux.target] ?? 0) + 1;
  }
  return counts;
}

describe("weighted", () => {
  it("spreads calls by weight", async () => {
    const counts = await shares({ strategy: "weighted", of: [{ target: "a/m", weight: 3 }, "b/m"] }, 1000);
    expect(counts["a/m"]).toBeGreaterThan(700);
    expect(counts["a/m"]).toBeLessThan(800);
    expect(counts["a/m"]! + counts["b/m"]!).toBe(1000);
  });

  it("is repeatable by the injected random", async () => {
    const route: RouteOptions = { strategy: "weighted", of: ["a/m", "b/m", "c/m"] };
    expect(await shares(route, 30, 7)).toEqual(await shares(route, 30, 7));
    expect(await shares(route, 30, 7)).not.toEqual(await shares(route, 30, 8));
  });

  it("weighs strategies and lists among its children too; weight 0 comes last", async () => {
    const half: RouteOptions = { strategy: "order", of: ["b/m"], weight: 4 };
    const counts = await shares({ strategy: "weighted", of: [{ target: "a/m", weight: 0 }, half, "c/m"] }, 500);
    expect(counts["a/m"]).toBeUndefined();
    expect(counts["b/m"]).toBeGreaterThan(360);
    const { clock, create } = bench(
      { a: ok, b: () => fail(503) },
      { models: { chat: { strategy: "weighted", of: [{ target: "a/m", weight: 0 }, "b/m"] } } },
    );
    expect((await run(clock, create(body))).value?.x_llmux.target).toBe("a/m");
  });

  it("weighs an alias by the weight its target was given", async () => {
    const { clock, create } = bench(
      { a: ok, b: ok },
      {
        models: { heavy: { target: "a/m", weight: 9 }, chat: { strategy: "weighted", of: ["heavy", "b/m"] } },
        random: seededRandom(3),
      },
    );
    let heavy = 0;
    for (let i = 0; i < 200; i += 1) if ((await run(clock, create(body))).value?.x_llmux.target === "a/m") heavy += 1;
    expect(heavy).toBeGreaterThan(160);
  });
});

describe("roundRobin", () => {
  it("gives each of three a third of twelve calls, in turn", async () => {
    expect(await shares({ strategy: "roundRobin", of: ["a/m", "b/m", "c/m"] }, 12)).toEqual({
      "a/m": 4,
      "b/m": 4,
      "c/m": 4,
    });
  });

  it("goes on with the next where its choice fails", async () => {
    const { clock, create } = bench(
      { a: () => fail(503), b: ok, c: ok },
      { models: { chat: { strategy: "roundRobin", of: ["a/m", "b/m", "c/m"] } }, breaker: false },
    );
    const targets = [];
    for (let i = 0; i < 6; i += 1) targets.push((await run(clock, create(body))).value?.x_llmux.target);
    expect(targets).toEqual(["b/m", "b/m", "c/m", "b/m", "b/m", "c/m"]);
  });

  it("keeps one turn for an alias, also where a request's own list names it", async () => {
    const { clock, create } = bench(
      { a: ok, b: ok, c: ok },
      { models: { rr: { strategy: "roundRobin", of: ["a/m", "b/m"] }, chat: ["rr", "c/m"] } },
    );
    const targets = [];
    const list = { models: ["rr", "c/m"] };
    for (const request of [{ model: "rr" }, list, list, { model: "chat" }, { models: ["c/x", "rr"] }]) {
      targets.push((await run(clock, create({ ...request, messages }))).value?.x_llmux.target);
    }
    expect(targets).toEqual(["a/m", "b/m", "a/m", "b/m", "c/x"]);
  });
});

const reversed: Strategy = { name: "reversed", order: (children) => [...children].reverse() };

describe("a strategy of one's own", () => {
  it("orders its children and nests like any other", async () => {
    const chat: RouteOptions = [{ strategy: reversed, of: ["a/m", { strategy: "order", of: ["b/m", "c/m"] }] }, "a/x"];
    const { router, clock, create } = bench({ a: () => fail(503), b: () => fail(503), c: ok }, { models: { chat } });
    expect((await router.explain(body)).plan).toEqual(["b/m", "c/m", "a/m", "a/x"]);
    expect((await run(clock, create(body))).value?.x_llmux.attempts.map((attempt) => attempt.target)).toEqual([
      "b/m",
      "c/m",
    ]);
  });

  it("may leave children out; a route without targets is the configuration's fault", async () => {
    const chat: RouteOptions = { strategy: { name: "none", order: () => [] }, of: ["a/m"] };
    const { clock, create } = bench({ a: ok }, { models: { chat } });
    expect((await run(clock, create(body))).error).toMatchObject({
      kind: "config",
      message: 'the route "chat" has no targets',
    });
  });

  it("that throws is the call's error, not a crash", async () => {
    const order = () => {
      throw new Error("my strategy broke");
    };
    const { clock, create } = bench(
      { a: ok },
      { models: { chat: { strategy: { name: "broken", order }, of: ["a/m"] } } },
    );
    expect((await run(clock, create(body))).error).toMatchObject({
      kind: "server_error",
      message: "my strategy broke",
    });
  });

  it("sees the turn, the injected random and the injected clock", async () => {
    const seen: unknown[] = [];
    const spy: Strategy = {
      name: "spy",
      order(children, view) {
        seen.push([view.turn, view.random(), view.now()]);
        return children;
      },
    };
    const { clock, create } = bench({ a: ok }, { models: { chat: { strategy: spy, of: ["a/m"] } } });
    for (let i = 0; i < 2; i += 1) await run(clock, create(body));
    expect(seen).toEqual([
      [0, 0.5, clock.now()],
      [1, 0.5, clock.now()],
    ]);
  });
});

const leaf = fc
  .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("m", "n", "o"), fc.option(fc.integer({ min: 0, max: 3 })))
  .map(
    ([provider, model, weight]): RouteOptions =>
      weight === null ? `${provider}/${model}` : { target: `${provider}/${model}`, weight },
  );
const tree = fc.letrec<{ node: RouteOptions }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
    fc.record({
      strategy: fc.constantFrom("order" as const, "weighted" as const, "roundRobin" as const, reversed),
      of: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
      weight: fc.integer({ min: 0, max: 3 }),
    }),
  ),
})).node;

describe("explain", () => {
  it("tells what create then does, for any route", async () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    await fc.assert(
      fc.asyncProperty(tree, random, fc.integer({ min: 0, max: 4 }), async (chat, chance, earlier) => {
        const broken = () => fail(503);
        const { router, clock, create } = bench(
          { a: broken, b: broken, c: broken },
          { models: { chat }, random: () => chance, retry: { maxRetries: 0 }, breaker: false },
        );
        for (let i = 0; i < earlier; i += 1) await run(clock, create(body));
        const { plan, skipped } = await router.explain(body);
        expect((await router.explain(body)).plan).toEqual(plan);
        const { error } = await run(clock, create(body));
        expect(error?.attempts.map((attempt) => attempt.target)).toEqual(plan);
        expect(new Set(plan).size).toBe(plan.length);
        expect(skipped).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("sends nothing, advances nothing, and tells of what would be passed over and lost", async () => {
    const { router, providers, events } = bench(
      { a: ok, b: ok, c: ok },
      { models: { chat: { strategy: "roundRobin", of: ["a/m", { target: "b/m", drop: ["top_p"] }, "c/m"] } } },
    );
    router.breaker("c/m").isolate();
    const before = router.health();
    for (let i = 0; i < 3; i += 1) {
      expect(await router.explain({ ...body, top_p: 1 }, { headers: { cookie: "x" } })).toEqual({
        plan: ["a/m", "b/m"],
        skipped: [{ target: "c/m", reason: expect.stringContaining("overloaded: ") }],
        warnings: [
          expect.objectContaining({ code: "dropped_header", param: "cookie" }),
          expect.objectContaining({ code: "dropped_param", param: "top_p", target: "b/m" }),
        ],
      });
    }
    expect([providers.a, providers.b, providers.c].flatMap((provider) => provider.calls)).toEqual([]);
    expect(events.filter((event) => event.type !== "breaker.change")).toEqual([]);
    expect(router.health()).toEqual(before);
  });

  it("refuses what create would refuse", async () => {
    const { router } = bench({ a: ok });
    await expect(router.explain({ ...body, messages: [] })).rejects.toMatchObject({ kind: "invalid_request" });
    await expect(router.explain({ ...body, model: "nope" })).rejects.toMatchObject({ kind: "model_not_found" });
    await expect(router.explain(body, { tag: 1 } as never)).rejects.toMatchObject({ kind: "invalid_request" });
  });
});
