import { createRouter, type RouterOptions } from "llmux";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Behaviour, chunks, completion, fail, memoryProvider } from "../support/memory-provider.ts";
import { bench, body, hang, messages, ok, run, streamed } from "../support/router.ts";
import { until } from "../support/until.ts";

/** A bench whose router can be given its own options again, with changes. */
function rebench<Name extends string>(behaviours: Record<Name, Behaviour>, options: RouterOptions = {}) {
  const made = bench(behaviours, options);
  const models = { chat: Object.keys(behaviours).map((name) => `${name}/m`) };
  const reload = (changed: RouterOptions = {}) =>
    made.router.reload({ providers: made.providers, models, ...options, ...changed });
  return { ...made, reload };
}

const once = { retry: { maxRetries: 0 }, breaker: { consecutiveFailures: 1 } };

describe("reload", () => {
  it("puts other options in force for the calls that follow", async () => {
    const { create, reload, router } = rebench({ a: ok, b: () => completion("from b") });
    expect((await create(body)).x_llmux.target).toBe("a/m");
    reload({ models: { chat: "b/m", other: "a/m" } });
    expect((await create(body)).x_llmux.target).toBe("b/m");
    expect((await create({ model: "other", messages })).x_llmux.target).toBe("a/m");
    expect((await router.models.list()).data.map(({ id }) => id)).toEqual(["chat", "other", "b/m", "a/m"]);
    expect(await router.explain({ model: "other", messages })).toMatchObject({ plan: ["a/m"] });
    expect((await router.fetch("http://x/v1/models/other")).status).toBe(200);
  });

  it("lets calls under way end with those they began with", async () => {
    let answer: (() => void) | undefined;
    const { create, reload, providers } = rebench({
      a: () => new Promise((_, reject) => (answer = () => reject(Object.assign(new Error("down"), { status: 503 })))),
      b: ok,
    });
    const call = create(body);
    await until(() => answer);
    reload({ models: { chat: "a/m" }, retry: { maxRetries: 0 } });
    answer!();
    expect((await call).x_llmux.target).toBe("b/m");
    expect(providers.b.calls).toHaveLength(1);
  });

  it("lets a stream be read to its end", async () => {
    const { create, reload } = rebench({ a: () => chunks("one ", "two") });
    const stream = await create(streamed);
    reload({ models: { chat: "a/other" } });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe("one two");
  });

  it("keeps circuits open for as long as they were to be, with other thresholds from now on", async () => {
    let down = true;
    const { create, reload, router, clock } = rebench({ a: () => (down ? fail(503) : completion("up")) }, once);
    const circuit = () => router.health().targets["a/m"]!.circuit;
    await run(clock, create(body));
    const { openUntil } = router.health().targets["a/m"]!;
    reload({ breaker: { consecutiveFailures: 3, resetTimeoutMs: 60_000 } });
    expect(router.health().targets["a/m"]).toMatchObject({ circuit: "open", openUntil });
    await clock.advanceAsync(openUntil! - clock.now());
    down = false;
    await create(body);
    expect(circuit()).toBe("closed");
    down = true;
    for (const expected of ["closed", "closed", "open"]) {
      await run(clock, create(body));
      expect(circuit()).toBe(expected);
    }
    expect(router.health().targets["a/m"]!.openUntil! - clock.now()).toBe(60_000);
    reload({ breaker: false });
    expect(router.health().targets["a/m"]!.circuit).toBe("closed");
  });

  it("keeps cooldowns and retry budgets", async () => {
    const { create, reload, router, clock, providers } = rebench(
      { a: () => fail(503) },
      { breaker: false, retry: { maxRetries: 20, baseMs: 1 } },
    );
    await run(clock, create(body));
    expect(providers.a.calls).toHaveLength(11);
    reload();
    await run(clock, create(body));
    expect(providers.a.calls).toHaveLength(12);
    reload({ providers: { a: memoryProvider(() => fail(401), "a") } });
    await run(clock, create(body));
    expect(router.health().targets["a/m"]!.cooldown).toMatchObject({ kind: "auth" });
    reload();
    expect(router.health().targets["a/m"]!.cooldown).toMatchObject({ kind: "auth" });
  });

  it("forgets what was learned of another endpoint, and what another key was refused", async () => {
    const at = (baseURL: string, apiKey: string): RouterOptions => ({
      providers: { a: { kind: "openai", baseURL, apiKey } },
      fetch: async () => new Response("{}", { status: 503 }),
      ...once,
    });
    const router = createRouter(at("http://one/v1", "key-one"));
    await router.chat.completions.create({ model: "a/m", messages }).catch(() => {});
    const circuit = () => router.health().targets["a/m"]?.circuit ?? "closed";
    router.reload(at("http://one/v1", "key-two"));
    expect(circuit()).toBe("open");
    router.reload(at("http://two/v1", "key-two"));
    expect(circuit()).toBe("closed");

    const refused = (apiKey: string): RouterOptions => ({
      ...at("http://one/v1", apiKey),
      fetch: async () => new Response("{}", { status: 401 }),
    });
    router.reload(refused("key-one"));
    await router.chat.completions.create({ model: "a/m", messages }).catch(() => {});
    expect(router.health().targets["a/m"]!.cooldown).toMatchObject({ kind: "auth" });
    router.reload(refused("key-two"));
    expect(router.health().targets["a/m"]?.cooldown).toBeUndefined();
  });

  it("keeps the cache, with room for as many as it may now hold", async () => {
    const { create, reload, providers } = rebench({ a: ok }, { cache: true });
    const ask = async (content: string) =>
      (await create({ model: "chat", messages: [{ role: "user", content }] })).x_llmux.cache;
    for (const content of ["1", "2", "3"]) await ask(content);
    reload();
    expect([await ask("1"), await ask("2"), await ask("3")]).toEqual(["hit", "hit", "hit"]);
    reload({ cache: { maxEntries: 2 } });
    expect([await ask("2"), await ask("3"), await ask("1")]).toEqual(["hit", "hit", "miss"]);
    reload({ cache: false });
    expect(await ask("3")).toBe("off");
    expect(providers.a.calls).toHaveLength(5);
  });

  it("goes on counting slots whose limit is the same", async () => {
    const limit = { concurrency: { max: 1, queueMax: 0 } };
    const { create, reload, router } = rebench({ a: hang }, { models: { chat: { target: "a/m", ...limit } } });
    const controller = new AbortController();
    const call = create(body, { signal: controller.signal }).catch(() => {});
    await until(() => router.health().targets["a/m"]!.slots?.inFlight === 1);
    reload();
    expect(router.health().targets["a/m"]!.slots).toMatchObject({ inFlight: 1, limit: 1 });
    controller.abort();
    await call;
    expect(router.health().targets["a/m"]!.slots).toMatchObject({ inFlight: 0 });
  });

  it("replaces the listeners of `on`; those of router.on() stay", async () => {
    const [first, second, own] = [vi.fn(), vi.fn(), vi.fn()];
    const { create, reload, router } = rebench({ a: ok }, { on: { "call.end": first } });
    router.on("call.end", own);
    reload({ on: { "call.end": second } });
    await create(body);
    expect([first, second, own].map(({ mock }) => mock.calls.length)).toEqual([0, 1, 1]);
  });

  it("leaves the old options in force where the new ones are wrong", async () => {
    const { create, reload, router } = rebench({ a: ok, b: ok });
    expect(() => reload({ models: { chat: "b/m", x: "nobody/m" }, retry: { maxRetries: -1 } })).toThrow(
      /2 wrong fields:[\s\S]*retry.maxRetries: expected 0 or more[\s\S]*models.x/,
    );
    for (const [option, value] of [
      ["name", "other"],
      ["random", () => 0],
      ["clock", { now: () => 0, setTimeout, clearTimeout }],
    ] as const)
      expect(() => reload({ [option]: value })).toThrow(`router.reload(): ${option}: is what the router was made with`);
    expect((await create(body)).x_llmux.target).toBe("a/m");
    await router.close();
    expect(() => reload()).toThrow("this router is closed");
  });

  it("closes a provider that was replaced, when the calls that may use it have ended", async () => {
    const closed: string[] = [];
    let end: (() => void) | undefined;
    const closing = (name: string) => ({
      ...memoryProvider(() =>
        name === "one" ? new Promise((resolve) => (end = () => resolve(completion("hi")))) : completion("hi"),
      ),
      close: () => void closed.push(name),
    });
    const options = (name: string): RouterOptions => ({ providers: { a: closing(name) }, models: { chat: "a/m" } });
    const router = createRouter(options("one"));
    const call = router.chat.completions.create(body);
    await until(() => end);
    router.reload(options("two"));
    await router.chat.completions.create(body);
    expect(closed).toEqual([]);
    end!();
    await call;
    await until(() => closed.length > 0);
    expect(closed).toEqual(["one"]);
    await router.close();
    expect(closed).toEqual(["one", "two"]);
  });

  it("may come between a call and the loading of what it needs", async () => {
    const { create, reload } = rebench({ a: ok, b: ok }, { cache: true });
    const before = create(body);
    reload({ models: { chat: "b/m" } });
    const after = create(body);
    expect((await before).x_llmux.target).toBe("a/m");
    expect((await after).x_llmux.target).toBe("b/m");
  });
});

describe("a name", () => {
  const made: { close(): Promise<void> }[] = [];
  const make = (options: RouterOptions) => {
    const router = createRouter(options);
    made.push(router);
    return router;
  };
  afterEach(async () => {
    for (const router of made.splice(0)) await router.close();
  });

  it("stands for one router, with the latest options", async () => {
    const a = memoryProvider(ok, "a");
    const first = make({ name: "app", providers: { a }, models: { chat: "a/one" } });
    const second = make({ name: "app", providers: { a }, models: { chat: "a/two" } });
    expect(second).toBe(first);
    expect((await first.chat.completions.create(body)).x_llmux.target).toBe("a/two");
    expect(make({ name: "other" })).not.toBe(first);
    expect(make({})).not.toBe(make({}));
  });

  it("is free again when its router is closed", async () => {
    const first = make({ name: "app" });
    const closing = first.close();
    const second = make({ name: "app" });
    expect(second).not.toBe(first);
    await closing;
    expect(make({ name: "app" })).toBe(second);
  });

  it("leaves the router as it was where the new options are wrong", async () => {
    const a = memoryProvider(ok, "a");
    const router = make({ name: "app", providers: { a }, models: { chat: "a/m" } });
    expect(() => make({ name: "app", retrry: 1 } as never)).toThrow("retrry: unknown option; did you mean retry?");
    expect((await router.chat.completions.create(body)).x_llmux.target).toBe("a/m");
    expect(() => make({ name: "" })).toThrow("name: expected a string that is not empty");
    expect(() => make({ name: 1 as never })).toThrow("name: expected a string");
  });

  it("costs nothing more after 50 edits", async () => {
    const down = memoryProvider(() => fail(503), "down");
    const heard: number[] = [];
    const edit = (i: number) =>
      make({
        name: "edited",
        providers: { down, a: memoryProvider(ok, "a") },
        models: { chat: ["down/m", `a/m${i % 3}`] },
        cache: true,
        on: { "call.end": () => void heard.push(i) },
        ...once,
      });
    const router = edit(0);
    await router.chat.completions.create(body);
    for (let i = 1; i <= 50; i += 1) {
      expect(edit(i)).toBe(router);
      const { x_llmux } = await router.chat.completions.create(body);
      expect(x_llmux.cache).toBe(i < 3 ? "miss" : "hit");
    }
    expect(heard).toEqual([...Array(51).keys()]);
    expect(down.calls).toHaveLength(1);
    expect(router.health().targets["down/m"]!.circuit).toBe("open");
  });
});
