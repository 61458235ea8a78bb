import type { RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { fail, memoryProvider } from "../support/memory-provider.ts";
import { bench, body, messages, ok, run } from "../support/router.ts";

const at = (provider: string, region?: string) => ({ target: `${provider}/m`, ...(region && { region }) });
const models = { chat: [at("eu", "eu"), at("us", "us"), at("lost")] };

describe("a call's region", () => {
  it("leaves out targets of other regions, and those whose region is not known", async () => {
    const { clock, create, router, providers } = bench({ eu: ok, us: ok, lost: ok }, { models });
    const { value } = await run(clock, create(body, { region: "us" }));
    expect(value?.x_llmux.target).toBe("us/m@us");
    const { plan, skipped } = await router.explain(body, { region: ["us", "asia"] });
    expect(plan).toEqual(["us/m@us"]);
    expect(skipped).toEqual([
      { target: "eu/m@eu", reason: "unsupported: its region is eu; this call may go to us, asia only" },
      { target: "lost/m", reason: "unsupported: its region is not known; this call may go to us, asia only" },
    ]);
    expect(providers.eu.calls.length + providers.lost.calls.length).toBe(0);
  });

  it("fails closed: with its own targets down nothing goes abroad, repeats and forced probes included", async () => {
    const { clock, create, providers } = bench(
      { eu: () => fail(503), eu2: () => fail(500), us: ok, lost: ok },
      {
        models: { chat: [at("us", "us"), at("eu", "eu"), at("lost"), at("eu2", "eu")] },
        breaker: { consecutiveFailures: 2 },
      },
    );
    for (let i = 0; i < 8; i += 1) {
      const { error } = await run(clock, create(body, { region: "eu" }));
      expect(["server_error", "overloaded"]).toContain(error?.kind);
      expect(error?.skipped?.map(({ target }) => target)).toEqual(expect.arrayContaining(["us/m@us", "lost/m"]));
      await clock.advanceAsync(1500);
    }
    expect(providers.us.calls.length + providers.lost.calls.length).toBe(0);
  });

  it("is unsupported where no target is there", async () => {
    const { clock, create } = bench({ eu: ok, us: ok, lost: ok }, { models });
    const { error } = await run(clock, create(body, { region: "asia" }));
    expect(error).toMatchObject({ kind: "unsupported", code: "wrong_region" });
    expect(error?.message).toContain("its region is eu; this call may go to asia only");
  });

  it("is kept by the cache", async () => {
    const { clock, create, providers } = bench({ eu: ok, us: ok, lost: ok }, { models, cache: true });
    await run(clock, create(body));
    expect((await run(clock, create(body, { region: "eu" }))).value?.x_llmux.cache).toBe("hit");
    const { value } = await run(clock, create(body, { region: "us" }));
    expect(value?.x_llmux).toMatchObject({ cache: "miss", target: "us/m@us" });
    expect(providers.us.calls.length).toBe(1);
  });

  it("is kept by embeddings and native bodies", async () => {
    const asked: string[] = [];
    const providers = Object.fromEntries(
      ["eu", "us"].map((name) => [
        name,
        {
          ...memoryProvider(ok, name),
          embed: async () => {
            asked.push(name);
            return {
              object: "list" as const,
              model: "m",
              data: [{ object: "embedding" as const, index: 0, embedding: [1] }],
            };
          },
          native: () => {
            asked.push(name);
            return fail(500);
          },
        },
      ]),
    ) as unknown as NonNullable<RouterOptions["providers"]>;
    const { router } = bench({ lost: ok }, { providers, models: { chat: [at("eu", "eu"), at("us", "us")] } });
    await router.embeddings.create({ model: "chat", input: "a" }, { region: "us" });
    await expect(router.embeddings.create({ model: "chat", input: "b" }, { region: "asia" })).rejects.toMatchObject({
      kind: "unsupported",
    });
    await expect(router.native("eu/m@eu", { messages }, { region: "us" })).rejects.toMatchObject({
      code: "wrong_region",
    });
    expect(asked).toEqual(["us"]);
  });
});

describe("sameModelFirst", () => {
  const leaves = ["a/gpt", "b/claude", "c/gpt", { target: "a/gpt", region: "us" }];
  const plan = async (options: object) => {
    const { router } = bench({ a: ok, b: ok, c: ok }, { models: { chat: { of: leaves, ...options } as never } });
    return (await router.explain(body)).plan;
  };

  it("asks a model in its other places before another model", async () => {
    expect(await plan({ strategy: "order", sameModelFirst: true })).toEqual(["a/gpt", "c/gpt", "a/gpt@us", "b/claude"]);
    expect(await plan({ strategy: "order" })).toEqual(["a/gpt", "b/claude", "c/gpt", "a/gpt@us"]);
  });

  it("leaves the choice to the strategy", async () => {
    const { router } = bench(
      { a: ok, b: ok, c: ok },
      { models: { chat: { strategy: "roundRobin", sameModelFirst: true, of: ["a/gpt", "b/claude", "c/gpt"] } } },
    );
    await router.chat.completions.create(body);
    expect((await router.explain(body)).plan).toEqual(["b/claude", "c/gpt", "a/gpt"]);
  });

  it("is true or false", () => {
    expect(() =>
      bench({ a: ok }, { models: { chat: { strategy: "order", of: ["a/m"], sameModelFirst: 1 } as never } }),
    ).toThrow("models.chat.sameModelFirst: expected true or false");
  });
});

describe("what shares a circuit", () => {
  const targets = ["a/m@eu", "a/n@eu", "a/m@us", "b/m"];
  const tripped = async (scope: "target" | "region" | "provider") => {
    const setup = bench(
      { a: () => fail(500), b: ok },
      {
        models: {
          chat: [{ target: "a/m", region: "eu" }, "b/m"],
          rest: [
            { target: "a/n", region: "eu" },
            { target: "a/m", region: "us" },
          ],
        },
        breaker: { scope, consecutiveFailures: 3 },
      },
    );
    for (let i = 0; i < 3; i += 1) await run(setup.clock, setup.create(body));
    const { targets: health } = setup.router.health();
    expect(Object.keys(health).sort()).toEqual([...targets].sort());
    return { ...setup, open: targets.filter((id) => health[id]!.circuit === "open") };
  };

  it.each([
    ["target", ["a/m@eu"], "a/m@eu"],
    ["region", ["a/m@eu", "a/n@eu"], "a@eu"],
    ["provider", ["a/m@eu", "a/n@eu", "a/m@us"], "a"],
  ] as const)("%s", async (scope, expected, name) => {
    const { open, events, router } = await tripped(scope);
    expect(open).toEqual(expected);
    expect(events.filter(({ type }) => type === "breaker.change")).toMatchObject([{ target: name, to: "open" }]);
    router.breaker("a/m@eu").close();
    expect(Object.values(router.health().targets).every(({ circuit }) => circuit === "closed")).toBe(true);
    router.breaker(name).isolate();
    expect(router.health().targets["a/m@eu"]!.circuit).toBe("open");
  });
});
