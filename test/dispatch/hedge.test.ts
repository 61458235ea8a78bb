import type { AttemptReport, HedgeOptions, RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { type Behaviour, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, body, hang, inTurn, ok, run, streamed } from "../support/router.ts";
import { ask, benchOf, statuses } from "./hedge-bench.ts";

describe("a target that is slow", () => {
  it("is given so long, then the next one is asked beside it; its answer wins and the first is cancelled", async () => {
    const made = benchOf({ a: 5000, b: 30 });
    const { value, ms } = await ask(made);
    expect(ms).toBe(130);
    expect(value?.choices[0]?.message.content).toBe("from b");
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m aborted lost to b/m", "b/m ok hedge"]);
    expect(made.providers.a.calls[0]?.context.signal.aborted).toBe(true);
    expect(made.events.filter(({ type }) => type === "hedge.start")).toMatchObject([
      { target: "a/m", to: "b/m", afterMs: 100 },
    ]);
    await made.clock.advanceAsync(5000);
    expect(made.clock.pending).toBe(0);
  });

  it("wins if it is first after all; the hedge is cancelled, and what it may have cost is in the sum", async () => {
    const price = { input: 1_000_000, output: 1_000_000 };
    const made = benchOf({ a: 150, b: 100 }, { prices: { "a/m": price, "b/m": price } });
    const { value, ms } = await ask(made);
    expect(ms).toBe(150);
    const [first, hedge] = value!.x_llmux.attempts;
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m ok", "b/m aborted hedge lost to a/m"]);
    expect(hedge).toMatchObject({ estimated: true, latencyMs: 50 });
    expect(hedge?.costUsd).toBeGreaterThan(0);
    expect(value?.x_llmux.cost).toMatchObject({ usd: first!.costUsd! + hedge!.costUsd!, estimated: true });
    expect(value?.x_llmux.usage).toMatchObject({ inputTokens: 10, outputTokens: 5 });
  });

  it("is the one whose events are in the report of a stream that it won", async () => {
    const told = (name: string, ms: number): Behaviour =>
      async function* (_: unknown, { onNative }: { onNative?: (native: unknown) => void }) {
        await new Promise<void>((resolve) => two.clock.setTimeout(resolve, ms));
        onNative?.(name);
        yield* chunks(name);
      } as never;
    const two = bench({ a: told("a", 150), b: told("b", 100) }, { hedge: { afterMs: 100 } });
    const { value } = await run(two.clock, two.create(streamed, { raw: true }));
    let raw: unknown;
    for await (const chunk of value!) raw = chunk.x_llmux?.raw ?? raw;
    expect(raw).toEqual(["a"]);
  });

  it("is not hedged when it answers in time, nor when nobody asked for it", async () => {
    for (const options of [{}, { hedge: false as const }]) {
      const made = benchOf({ a: options.hedge === false ? 500 : 90, b: 10 }, options);
      const { value } = await ask(made);
      expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m ok"]);
      expect(made.providers.b.calls).toEqual([]);
    }
  });

  it("streams: the first content decides, and later silence does not matter", async () => {
    const made = benchOf({ a: 5000, b: 30 });
    const { value: stream, ms } = await run(made.clock, made.create(streamed));
    expect(ms).toBe(130);
    expect(made.providers.a.calls[0]?.context.signal.aborted).toBe(true);
    let text = "";
    let last: unknown;
    for await (const chunk of stream!) {
      text += chunk.choices[0]?.delta.content ?? "";
      last = chunk;
    }
    expect(text).toBe("from b");
    expect(statuses((last as { x_llmux: { attempts: AttemptReport[] } }).x_llmux.attempts)).toEqual([
      "a/m aborted lost to b/m",
      "b/m ok hedge",
    ]);
  });
});

describe("a race", () => {
  const race: HedgeOptions = { afterMs: 0 };

  it("asks both at once, every time", async () => {
    const made = benchOf({ a: 80, b: 30 }, { hedge: race });
    for (let i = 0; i < 60; i += 1) {
      const { value, ms } = await run(made.clock, made.create(body));
      expect([ms, value?.x_llmux.target]).toEqual([30, "b/m"]);
    }
    expect(made.providers.a.calls.length).toBe(60);
  });

  it("is not won by a quick failure", async () => {
    const noAnswer = () => ({ choices: [] }) as never;
    for (const quick of [() => fail(500), () => fail(400), noAnswer, hang]) {
      const made = benchOf({ a: quick, b: 30 }, { hedge: race });
      const { value, ms } = await ask(made);
      expect([value?.x_llmux.target, ms]).toEqual(["b/m", 30]);
    }
  });

  it("two answers in one moment: one is told, the other is cancelled, and one of them only is `ok`", async () => {
    for (const stream of [false, true]) {
      const made = benchOf({ a: 30, b: 30 }, { hedge: race });
      const { value } = await run(made.clock, made.create({ ...body, stream } as never));
      if (stream) for await (const _ of value as unknown as AsyncIterable<unknown>);
      const ends = made.events.flatMap((event) => (event.type === "attempt.end" ? [event.report.status] : []));
      expect(ends.sort()).toEqual(["aborted", "ok"]);
    }
  });

  it("that both lose goes on to the third, and tells of all three when that fails too", async () => {
    const won = await ask(benchOf({ a: () => fail(500), b: () => fail(503), c: 5 }, { hedge: race }));
    expect(statuses(won.value?.x_llmux.attempts)).toEqual(["a/m failed", "b/m failed hedge", "c/m ok"]);
    const lost = benchOf({ a: () => fail(500), b: () => fail(503), c: () => fail(500) }, { hedge: race });
    const { error } = await ask(lost, { maxRetries: 0 });
    expect(error?.kind).toBe("overloaded");
    expect(error?.attempts.length).toBe(3);
  });

  it("can be bounded: by `maxRatio`, after an advance of five", async () => {
    const made = benchOf({ a: 80, b: 30 }, { hedge: { afterMs: 0, maxRatio: 0.1 } });
    for (let i = 0; i < 200; i += 1) await run(made.clock, made.create(body));
    expect(made.providers.b.calls.length).toBe(20);
  });
});

describe("what is not hedged", () => {
  const stored = { ...body, store: true };
  const search = { ...body, tools: [{ type: "web_search" }] };
  const server = { ...body, provider_options: { anthropic: { mcp_servers: [] } } };
  it.each([
    ["what the provider stores", stored],
    ["what runs a tool at the provider", search],
    ["what runs one by provider_options", server],
  ])("%s", async (_, request) => {
    const made = benchOf({ a: 500, b: 10 });
    await run(made.clock, made.create(request as never));
    expect(made.providers.b.calls).toEqual([]);
  });

  it("a call with no time left for another", async () => {
    const made = benchOf({ a: 150, b: 10 });
    const { value } = await ask(made, { deadlineMs: 149, hedge: { afterMs: 100 } });
    expect(value).toBeUndefined();
    expect(made.providers.b.calls).toEqual([]);
  });

  it("a second time: one hedge a call", async () => {
    const made = benchOf({ a: () => fail(500), b: 500, c: 500 }, { hedge: { afterMs: 100 } });
    const { value } = await ask(made);
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m failed", "b/m ok", "c/m aborted hedge lost to b/m"]);
  });

  it("onto a target whose slots are taken: that is no wait and no failure", async () => {
    const made = benchOf(
      { a: 500, b: 10_000 },
      { models: { chat: ["a/m", { target: "b/m", concurrency: { max: 1, queueMax: 5 } }] } },
    );
    const busy = made.create({ ...body, model: "b/m" }).catch(() => {});
    await made.clock.advanceAsync(0);
    const { value } = await run(made.clock, made.create(body));
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m ok"]);
    expect(value?.x_llmux.skipped).toMatchObject([{ target: "b/m" }]);
    await made.clock.advanceAsync(10_000);
    await busy;
  });

  it("onto a circuit that is half open", async () => {
    const made = benchOf(
      { a: 500, b: inTurn(() => fail(500), ok) },
      { breaker: { consecutiveFailures: 1, resetTimeoutMs: 1000 } },
    );
    await run(made.clock, made.create({ ...body, model: "b/m" }, { maxRetries: 0 }));
    await made.clock.advanceAsync(1500);
    await ask(made);
    expect(made.providers.b.calls.length).toBe(1);
  });

  it("when most calls are slow: hedges take from the slow target's retry budget, and from a share of the calls", async () => {
    const slow = benchOf({ a: 200, b: 10 }, { hedge: { afterMs: 100, maxRatio: 1 } });
    for (let i = 0; i < 30; i += 1) await run(slow.clock, slow.create(body));
    // Ten in hand, and one for every ten of the twenty that then answered.
    expect(slow.providers.b.calls.length).toBe(11);
    const rare = benchOf({ a: 200, b: 10 });
    for (let i = 0; i < 200; i += 1) await run(rare.clock, rare.create(body));
    expect(rare.providers.b.calls.length).toBe(10);
  });
});

describe("where it is said", () => {
  const models = {
    chat: { strategy: "order", hedge: { afterMs: 50 }, of: ["a/m", "b/m"] },
    off: { strategy: "order", hedge: false, of: ["chat", "c/m"] },
    never: { strategy: "order", hedge: false, of: ["a/m", "b/m"] },
  } as const;
  it.each([
    ["chat", {}, 60],
    ["off", {}, 60],
    ["never", {}, 500],
    ["never", { hedge: { afterMs: 20 } }, 30],
    ["chat", { hedge: false }, 500],
  ] as const)("the call's word, then the nearest node's, then the router's: %s %j", async (model, options, took) => {
    const made = benchOf({ a: 500, b: 10, c: 10 }, { models, hedge: { afterMs: 10 } });
    const { ms } = await run(made.clock, made.create({ ...body, model }, options));
    expect(ms).toBe(took);
  });
});

describe("after a percentile", () => {
  const rule: RouterOptions = { hedge: { afterPercentile: 90 } };

  it("waits for 50 answers, then for what that share of them took, and never less than 200 ms", async () => {
    const times: number[] = [];
    const made = benchOf({ a: 0, b: 10 }, rule);
    made.providers.a.complete = async () => {
      await new Promise<void>((resolve) => made.clock.setTimeout(resolve, times.shift() ?? 9999));
      return completion("from a");
    };
    const call = async (ms: number) => {
      times.push(ms);
      return await run(made.clock, made.create(body));
    };
    for (let i = 1; i < 50; i += 1) await call(10 * i);
    expect((await call(3000)).ms).toBe(3000);
    // Of 50 times the 45th.
    expect((await call(9999)).ms).toBe(460);
    for (let i = 0; i < 1000; i += 1) await call(5);
    expect((await call(9999)).ms).toBe(210);
    expect(made.providers.b.calls.length).toBe(2);
  });

  it("counts one that lost for longer than it was let be", async () => {
    const times: number[] = [];
    const made = benchOf({ a: 0, b: 10 }, { hedge: { afterPercentile: 90, maxRatio: 1 } });
    made.providers.a.complete = async () => {
      await new Promise<void>((resolve) => made.clock.setTimeout(resolve, times.shift() ?? 99_999));
      return completion("from a");
    };
    const call = async (ms: number) => {
      times.push(ms);
      return await run(made.clock, made.create(body));
    };
    for (let i = 0; i < 50; i += 1) await call(1000);
    for (let i = 0; i < 6; i += 1) expect((await call(99_999)).ms).toBe(1010);
    // Of 56 times the 51st: one that lost, after 1,010 ms.
    expect((await call(99_999)).ms).toBe(2030);
  });
});

it("wrong shapes are told before anything is sent", async () => {
  const { create } = benchOf({ a: 1, b: 1 });
  for (const hedge of [{}, { afterMs: -1 }, { afterMs: 1, afterPercentile: 5 }, { afterPercentile: 100 }, true]) {
    await expect(create(body, { hedge: hedge as never })).rejects.toThrow("hedge: expected { afterMs }");
  }
});
