import type { Chunk, ProviderContext, RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { LONGEST_MS } from "../../src/lib/clock.ts";
import { type FakeClock, fakeClock } from "../support/fake-clock.ts";
import { chunk, completion, usageChunk } from "../support/memory-provider.ts";
import { bench, body, hang, messages, ok, run, streamed } from "../support/router.ts";

const one = { retry: { maxRetries: 0 } };
const opening = chunk({ role: "assistant", content: "" });
const sleep = (clock: FakeClock, ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));

/** A stream whose events come at the given distances, in milliseconds. */
function paced(clock: () => FakeClock, given: readonly [waitMs: number, chunk: Chunk][]) {
  return async function* () {
    for (const [ms, each] of given) {
      await sleep(clock(), ms);
      yield each;
    }
    await new Promise(() => {});
  };
}

const drain = async (stream: AsyncIterable<unknown>) => {
  for await (const _ of stream);
};

describe("a stream", () => {
  it.each([
    ["silent from the start", [] as [number, Chunk][], {}, "gpt-4o", 30_000],
    ["silent, the model reasons", [], {}, "claude-opus-5-5", 120_000],
    ["silent, reasoning asked for", [], { reasoning_effort: "high" as const }, "gpt-4o", 120_000],
    ["silent, reasoning turned off", [], { reasoning_effort: "none" as const }, "gpt-5.5", 30_000],
    ["only the role comes", [[100, opening]] as [number, Chunk][], {}, "gpt-4o", 30_000],
    [
      "empty deltas for ever",
      Array.from({ length: 100 }, (): [number, Chunk] => [1000, chunk({})]),
      {},
      "gpt-4o",
      30_000,
    ],
  ])("times out on its first token: %s", async (_, given, extra, model, expected) => {
    const made = bench(
      { a: (() => paced(() => made.clock, given)()) as never },
      { ...one, models: { chat: [`a/${model}`] } },
    );
    const { error, ms } = await run(made.clock, made.create({ ...streamed, ...extra }));
    expect(error).toMatchObject({ kind: "timeout", phase: "first_token" });
    expect(error?.message).toBe(`a/${model}: no content within ${expected} ms (timeouts.firstTokenMs)`);
    expect(ms).toBe(expected);
    expect(made.clock.pending).toBe(0);
  });

  it("times out on silence after content, while somebody waits for it", async () => {
    const made = bench({
      a: (() =>
        paced(
          () => made.clock,
          [
            [10, chunk({ content: "x" })],
            [20_000, chunk({ content: "y" })],
          ],
        )()) as never,
    });
    const { value } = await run(made.clock, made.create(streamed));
    const { error, ms } = await run(made.clock, drain(value!));
    expect(error).toMatchObject({
      name: "StreamInterruptedError",
      kind: "timeout",
      phase: "idle",
      partial: { content: "xy" },
    });
    expect(error?.message).toBe("a/m broke off in mid-answer: silent for 30000 ms (timeouts.idleMs)");
    expect(ms).toBe(50_000);
  });

  it("is never cut by silence while its reader pauses", async () => {
    const made = bench({
      a: (() =>
        paced(
          () => made.clock,
          [
            [10, chunk({ content: "x" })],
            [10, chunk({}, "stop")],
            [0, usageChunk()],
          ],
        )()) as never,
    });
    const { value } = await run(made.clock, made.create(streamed));
    const iterator = value![Symbol.asyncIterator]();
    await iterator.next();
    await made.clock.advanceAsync(300_000);
    const { value: finish } = await run(made.clock, iterator.next());
    expect(finish?.value?.choices[0]?.finish_reason).toBe("stop");
  });

  it("is cut by its total, paused or not", async () => {
    const made = bench(
      { a: (() => paced(() => made.clock, [[10, chunk({ content: "x" })]])()) as never },
      { timeouts: { totalMs: 90_000 } },
    );
    const { value } = await run(made.clock, made.create(streamed));
    const iterator = value![Symbol.asyncIterator]();
    await iterator.next();
    await made.clock.advanceAsync(90_000);
    await expect(iterator.next()).rejects.toMatchObject({ kind: "timeout", phase: "total" });
  });

  it("survives slow but steady", async () => {
    const words = Array.from({ length: 50 }, (): [number, Chunk] => [29_000, chunk({ content: "w" })]);
    const made = bench(
      { a: (() => paced(() => made.clock, [...words, [1, chunk({}, "stop")], [1, usageChunk()]])()) as never },
      { timeouts: { totalMs: false } },
    );
    const { value } = await run(made.clock, made.create(streamed));
    expect((await run(made.clock, drain(value!))).error).toBeUndefined();
  });
});

describe("a whole answer", () => {
  it("waits for its total only, unless told otherwise", async () => {
    const { clock, create } = bench({ a: hang }, one);
    const { error, ms } = await run(clock, create(body));
    expect(error).toMatchObject({ kind: "timeout", phase: "total" });
    expect(ms).toBe(600_000);
  });

  it("an explicit firstTokenMs, or the call's timeout, bounds the wait for headers", async () => {
    const set = bench({ a: hang }, { ...one, timeouts: { firstTokenMs: 700 } });
    const { error, ms } = await run(set.clock, set.create(body));
    expect([error?.phase, ms]).toEqual(["first_token", 700]);
    expect(error?.message).toBe("a/m: no response head within 700 ms (timeouts.firstTokenMs)");
    const call = bench({ a: hang }, one);
    expect((await run(call.clock, call.create(body, { timeout: 250 }))).ms).toBe(250);
  });

  it("once its head has come, silence counts, and bytes begin it anew", async () => {
    const made = bench(
      {
        a: async (_, { wire }: ProviderContext) => {
          await sleep(made.clock, 100);
          wire.onHeaders?.();
          await sleep(made.clock, 200);
          wire.onBytes?.();
          await sleep(made.clock, 60_000);
          return completion("late");
        },
      },
      { ...one, timeouts: { idleMs: 1000, firstTokenMs: 150 } },
    );
    const { error, ms } = await run(made.clock, made.create(body));
    expect([error?.phase, ms]).toEqual(["idle", 1300]);
  });
});

it("no timer keeps the process running for a stream that nobody waits for", async () => {
  const clock = fakeClock();
  const held = new Set<object>();
  const watched: FakeClock = {
    ...clock,
    setTimeout(callback, ms) {
      const timer = clock.setTimeout(() => {
        held.delete(handle);
        callback();
      }, ms);
      const handle = { timer, ref: () => void held.add(handle), unref: () => void held.delete(handle) };
      held.add(handle);
      return handle;
    },
    clearTimeout(handle) {
      held.delete(handle as object);
      clock.clearTimeout((handle as { timer: object }).timer);
    },
  };
  const upstream = async function* () {
    yield chunk({ content: "x" });
    yield chunk({ content: "y" });
    await new Promise(() => {});
  };
  const { create } = bench({ a: upstream as never }, { ...one, clock: watched });
  const { value } = await run(clock, create(streamed));
  expect(held.size).toBe(0);
  const reader = value![Symbol.asyncIterator]();
  await reader.next();
  await reader.next();
  const waiting = reader.next();
  await clock.advanceAsync(10);
  expect(held.size).toBe(1);
  await reader.return!();
  await waiting;
  const other = (await run(clock, create(streamed))).value!;
  const left = other[Symbol.asyncIterator]();
  await left.next();
  await left.next();
  await clock.advanceAsync(60_000);
  expect(held.size).toBe(0);
});

it("the nearest setting wins: target, provider, router; false turns one off", async () => {
  const { clock, create } = bench(
    { a: hang },
    {
      ...one,
      timeouts: { totalMs: 900 },
      models: {
        chat: [{ target: "a/m", timeouts: { totalMs: 300 } }],
        off: [{ target: "a/n", timeouts: { totalMs: false } }],
        none: [{ target: "a/p", timeouts: false }],
      },
    },
  );
  expect((await run(clock, create(body))).ms).toBe(300);
  expect((await run(clock, create({ ...body, model: "a/o" }))).ms).toBe(900);
  expect((await run(clock, create({ ...body, model: "off" }, { deadlineMs: 5000 }))).error?.phase).toBe("deadline");
  const none = await run(clock, create({ ...body, model: "none", stream: true }, { deadlineMs: 3_000_000 }));
  expect(none.error?.phase).toBe("deadline");
});

it("a timed-out attempt is counted from its input, marked estimated, and blames the target", async () => {
  const { clock, create, router } = bench({ a: hang }, { ...one, timeouts: { totalMs: 100 } });
  for (let i = 0; i < 5; i += 1) {
    const { error } = await run(clock, create(body));
    expect(error?.attempts).toMatchObject([{ status: "failed", estimated: true, usage: { outputTokens: 0 } }]);
    expect(error?.attempts[0]?.usage?.inputTokens).toBeGreaterThan(0);
  }
  expect(router.health().targets["a/m"]?.circuit).toBe("open");
});

it("one timer an attempt, and one a call", async () => {
  const { clock, create } = bench({ a: hang, b: hang }, one);
  const call = create(body, { deadlineMs: 10_000 }).catch(() => {});
  await clock.advanceAsync(10);
  expect(clock.pending).toBe(2);
  await run(clock, call);
  expect(clock.pending).toBe(0);
});

describe("an answer that has its finish", () => {
  const finished: [number, Chunk][] = [
    [10, chunk({ content: "x" })],
    [10, chunk({}, "stop")],
  ];

  it.each([{ idleMs: 100 }, { totalMs: 100 }])("is whole, though its stream stays open beyond %j", async (timeouts) => {
    const made = bench({ a: (() => paced(() => made.clock, finished)()) as never }, { timeouts });
    const { value } = await run(made.clock, made.create(streamed));
    expect((await run(made.clock, drain(value!))).error).toBeUndefined();
    expect((await value!.settled).status).toBe("ok");
  });

  it("may go on after a pause, if it came before the first content", async () => {
    const early: [number, Chunk][] = [
      [10, chunk({ role: "assistant" }, "stop")],
      [10, chunk({ content: "x" })],
      [2_000, chunk({ content: "y" })],
      [10, chunk({}, "stop")],
    ];
    const made = bench({ a: (() => paced(() => made.clock, early)()) as never });
    const { value } = await run(made.clock, made.create(streamed));
    let text = "";
    const read = async () => {
      for await (const { choices } of value!) text += choices[0]?.delta.content ?? "";
    };
    expect((await run(made.clock, read())).error).toBeUndefined();
    expect(text).toBe("xy");
  });
});

describe("an error whose body stalls", () => {
  it.each([true, false])("is told by its status, before an allowance runs out (stream: %s)", async (stream) => {
    const made = bench(
      {
        a: (async (_: unknown, { wire }: ProviderContext) => {
          await sleep(made.clock, 100);
          wire.status = 401;
          const cut = new Promise<void>((resolve) => {
            wire.endError = resolve;
          });
          wire.onHeaders?.();
          await cut;
          wire.endError = undefined;
          throw new Error("no");
        }) as never,
      },
      one,
    );
    const { error, ms } = await run(made.clock, made.create({ ...body, stream }));
    expect([error?.kind, ms]).toEqual(["auth", 5_100]);
    expect(made.clock.pending).toBe(0);
  });
});

describe("a provider that is slow to get ready, as one whose SDK is still to be loaded", () => {
  /** The first target takes 300 ms to encode for. */
  function cold(options: RouterOptions) {
    const made = bench(
      { a: () => completion("a"), b: () => completion("b") },
      { timeouts: { firstTokenMs: 100 }, ...options },
    );
    made.providers.a.prepare = async () => {
      await sleep(made.clock, 300);
      return { native: {}, warnings: [] };
    };
    return made;
  }

  it("is within its allowances: they begin with the attempt", async () => {
    const made = cold({});
    const { value, ms } = await run(made.clock, made.create(body));
    expect([value?.x_llmux.target, ms]).toEqual(["a/m", 300]);
  });

  it("uses up the caller's deadline, and is not blamed for it", async () => {
    const made = cold({ deadlineMs: 200, breaker: { consecutiveFailures: 1 } });
    const { error, ms } = await run(made.clock, made.create(body));
    expect([error?.kind, error?.phase, ms]).toEqual(["timeout", "deadline", 200]);
    expect(error?.attempts).toEqual([]);
    expect(made.router.health().targets["a/m"]?.circuit ?? "closed").toBe("closed");
  });
});

it.each([1e12, Infinity, false as const])(
  "connectMs %s is no limit that a timer would cut short",
  async (connectMs) => {
    const made = bench({ a: ok }, { timeouts: { connectMs } });
    await run(made.clock, made.create({ model: "chat", messages }));
    expect(made.providers.a.calls[0]!.context.connectMs).toBe(LONGEST_MS);
  },
);
