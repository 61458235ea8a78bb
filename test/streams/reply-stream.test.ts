import { getEventListeners } from "node:events";
import {
  type AttemptContext,
  type ChatCompletionChunk,
  type ChatStream,
  type Chunk,
  type Middleware,
  StreamInterruptedError,
} from "llmux";
import { describe, expect, it } from "vitest";
import { chunk, chunks, fail, usageChunk } from "../support/memory-provider.ts";
import { bench, run, streamed } from "../support/router.ts";

const never = new Promise<never>(() => {});

/** Chunks, then whatever `after` does: wait for ever, throw, or end. */
async function* upstream(given: readonly Chunk[], after: () => unknown = () => {}): AsyncGenerator<Chunk> {
  yield* given;
  await after();
}

const opening = chunk({ role: "assistant", content: "" });
const text = (stream: readonly ChatCompletionChunk[]) => stream.map((c) => c.choices[0]?.delta.content ?? "").join("");
const broken = () => {
  throw Object.assign(new TypeError("terminated"), { code: "ECONNRESET" });
};

async function readAll(stream: ChatStream): Promise<ChatCompletionChunk[]> {
  const all: ChatCompletionChunk[] = [];
  for await (const each of stream) all.push(each);
  return all;
}

describe("before commit", () => {
  it.each([
    ["it ends at once", () => upstream([])],
    ["it ends after the role", () => upstream([opening])],
    ["it breaks after the role", () => upstream([opening], broken)],
    ["it refuses", () => fail(503)],
    ["usage comes, but no finish", () => upstream([opening, usageChunk()])],
  ])("the next target answers when %s", async (_, a) => {
    const { clock, create, providers } = bench({ a: () => a(), b: () => chunks("hel", "lo") });
    const { value } = await run(clock, create(streamed));
    const all = await readAll(value!);
    expect(text(all)).toBe("hello");
    expect(all.filter((each) => each.choices[0]?.delta.role).length).toBe(1);
    expect(all.at(-1)?.x_llmux?.attempts.map((attempt) => attempt.status)).toEqual(["failed", "ok"]);
    expect(providers.a.calls.length).toBe(1);
  });

  it("create resolves at the first content, not before", async () => {
    let speak = () => {};
    const gate = new Promise<void>((resolve) => {
      speak = resolve;
    });
    const { clock, create } = bench({
      a: async function* () {
        yield opening;
        await gate;
        yield* chunks("x").slice(1);
      } as never,
    });
    let resolved = false;
    const created = create(streamed).then((stream) => {
      resolved = true;
      return stream;
    });
    await clock.advanceAsync(10);
    expect(resolved).toBe(false);
    speak();
    expect(text(await readAll(await created))).toBe("x");
  });

  it.each([
    ["reasoning", chunk({ reasoning_content: "hm" })],
    [
      "a tool call",
      chunk({ tool_calls: [{ index: 0, id: "c", type: "function", function: { name: "f", arguments: "" } }] }),
    ],
    ["a refusal", chunk({ refusal: "no" })],
  ])("%s commits", async (_, first) => {
    const { clock, create } = bench({ a: () => upstream([opening, first], () => never) });
    expect((await run(clock, create(streamed))).value).toBeDefined();
  });
});

describe("after commit", () => {
  it("a cut is the reader's, with what had come, and no second request is made", async () => {
    const { clock, create, providers, events } = bench({
      a: () => upstream([opening, chunk({ content: "half" })]),
      b: () => chunks("x"),
    });
    const { value } = await run(clock, create(streamed));
    const seen: ChatCompletionChunk[] = [];
    const error = await (async () => {
      for await (const each of value!) seen.push(each);
    })().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect(error).toMatchObject({
      name: "StreamInterruptedError",
      kind: "stream_truncated",
      partial: { content: "half", reasoning: "", toolCalls: [] },
      attempts: [{ status: "failed", estimated: true, fault: { kind: "stream_truncated" } }],
      report: { target: "a/m" },
    });
    expect(text(seen)).toBe("half");
    expect(providers.b.calls.length).toBe(0);
    expect(await value!.settled).toMatchObject({ status: "failed", fault: { kind: "stream_truncated" } });
    expect(events.filter((event) => event.type === "call.end")).toMatchObject([{ status: "failed" }]);
  });

  it("an unfinished tool call never looks complete", async () => {
    const call = chunk({
      tool_calls: [{ index: 0, id: "c1", type: "function", function: { name: "f", arguments: '{"a":' } }],
    });
    const { clock, create } = bench({ a: () => upstream([opening, call], broken) });
    const { value } = await run(clock, create(streamed));
    await expect(readAll(value!)).rejects.toMatchObject({
      partial: { toolCalls: [{ id: "c1", name: "f", arguments: '{"a":', complete: false }] },
    });
  });

  it("after the error the stream is over", async () => {
    const { clock, create } = bench({ a: () => upstream([opening, chunk({ content: "half" })]) });
    const iterator = (await run(clock, create(streamed))).value![Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    await expect(iterator.next()).rejects.toThrow(StreamInterruptedError);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("concurrent next() calls are served in order", async () => {
    const { clock, create } = bench({ a: () => chunks("a", "b", "c") });
    const iterator = (await run(clock, create(streamed))).value![Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 7 }, () => iterator.next()));
    expect(results.map(({ value }) => value?.choices[0]?.delta.content)).toEqual([
      "",
      "a",
      "b",
      "c",
      undefined,
      undefined,
      undefined,
    ]);
    expect(results.map(({ done }) => done)).toEqual([false, false, false, false, false, true, true]);
  });
});

describe("the end", () => {
  it("the report rides on the finish chunk, or on the usage chunk if one was asked for", async () => {
    const plain = bench({ a: () => chunks("x") });
    const [, , finish] = await readAll((await run(plain.clock, plain.create(streamed))).value!);
    expect(finish).toMatchObject({ choices: [{ finish_reason: "stop" }], x_llmux: { usage: { inputTokens: 10 } } });
    const asked = bench({ a: () => chunks("x") });
    const body = { ...streamed, stream_options: { include_usage: true } };
    const all = await readAll((await run(asked.clock, asked.create(body))).value!);
    expect(all.length).toBe(4);
    expect(all[2]).not.toHaveProperty("x_llmux");
    expect(all[3]).toMatchObject({ choices: [], usage: { prompt_tokens: 10 }, x_llmux: { target: "a/m" } });
  });

  it.each([
    [
      "usage with the finish",
      [opening, chunk({ content: "x" }), { ...chunk({}, "stop"), usage: usageChunk(10, 5).usage! }],
    ],
    ["usage after the finish", chunks("x")],
    ["text with the finish", [opening, chunk({ content: "x" }, "stop"), usageChunk()]],
    ["the finish twice", [opening, chunk({ content: "x" }), chunk({}, "stop"), chunk({}, "stop"), usageChunk()]],
    [
      "a finish with every chunk",
      [chunk({ role: "assistant", content: "" }, "stop"), chunk({ content: "x" }, "stop"), usageChunk()],
    ],
    [
      "usage with every chunk",
      [opening, chunk({ content: "x" }), chunk({}, "stop")].map((c, i) => ({
        ...c,
        usage: usageChunk(10, 3 + i).usage!,
      })),
    ],
  ] as [string, Chunk[]][])("one finish, one text, usage known: %s", async (_, given) => {
    const { clock, create } = bench({ a: () => upstream(given) });
    const all = await readAll((await run(clock, create(streamed))).value!);
    expect(text(all)).toBe("x");
    expect(all.filter((each) => each.choices[0]?.finish_reason).length).toBe(1);
    expect(all.at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect(all.at(-1)?.x_llmux?.usage).toMatchObject({ inputTokens: 10, outputTokens: 5 });
    expect(all.slice(0, -1).every((each) => !each.usage)).toBe(true);
  });

  it("an open socket after the finish is cut after a short grace, and the answer is whole", async () => {
    let aborted = false;
    const { clock, create } = bench({
      a: (_, { signal }) => {
        signal.addEventListener("abort", () => {
          aborted = true;
        });
        return upstream([opening, chunk({ content: "x" }), chunk({}, "stop")], () => never);
      },
    });
    const { value } = await run(clock, create(streamed));
    const { value: all, ms } = await run(clock, readAll(value!));
    expect(text(all!)).toBe("x");
    expect(ms).toBe(500);
    expect(await value!.settled).toMatchObject({ status: "ok" });
    expect(aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it.each([
    ["the grace", 500],
    ["its reader's leaving", 0],
  ])("is never read twice at once, whatever ends it: %s", async (_, ms) => {
    const given = [opening, chunk({ content: "x" }), { ...chunk({}, "stop"), usage: usageChunk(10, 5).usage! }];
    const reads: Promise<IteratorResult<Chunk>>[] = [];
    const next = () => {
      const value = given.shift();
      reads.push(value === undefined ? never : Promise.resolve({ done: false, value }));
      return reads.at(-1)!;
    };
    const { clock, create, providers } = bench({ a: () => [] });
    providers.a.stream = () => ({ [Symbol.asyncIterator]: () => ({ next }) });
    const { value } = await run(clock, create(streamed));
    const reader = value![Symbol.asyncIterator]();
    const read = [reader.next(), reader.next(), reader.next()];
    await clock.advanceAsync(ms);
    await reader.return!();
    expect((await Promise.all(read))[2]).toMatchObject({ value: { choices: [{ finish_reason: "stop" }] } });
    expect(await value!.settled).toMatchObject({ status: "ok" });
    expect(reads.length).toBe(4);
  });

  it("usage seen ends the wait at once, and a later break changes nothing", async () => {
    const { clock, create, events } = bench({ a: () => upstream(chunks("x"), () => never) });
    const { value } = await run(clock, create(streamed));
    for await (const each of value!) if (each.choices[0]?.finish_reason) break;
    expect(await value!.settled).toMatchObject({ status: "ok", usage: { outputTokens: 5 } });
    expect(events.filter((event) => event.type === "call.end").length).toBe(1);
  });

  it("several choices finish each for itself", async () => {
    const at = (index: number, content: string): Chunk => {
      const each = chunk({ content });
      return { ...each, choices: [{ ...each.choices[0]!, index }] };
    };
    const finish = (index: number): Chunk => ({ ...chunk({}), choices: [{ index, delta: {}, finish_reason: "stop" }] });
    const { clock, create } = bench({
      a: () => upstream([at(0, "a"), finish(0), at(1, "b"), at(1, "c"), finish(1), usageChunk()]),
    });
    const all = await readAll((await run(clock, create({ ...streamed, n: 2 }))).value!);
    expect(
      all.map((each) => [each.choices[0]?.index, each.choices[0]?.delta.content, each.choices[0]?.finish_reason]),
    ).toEqual([
      [0, "a", null],
      [1, "b", null],
      [1, "c", null],
      [0, undefined, "stop"],
      [1, undefined, "stop"],
    ]);
  });

  it("a finish with nothing said is marked", async () => {
    const { clock, create } = bench({ a: () => chunks() });
    const all = await readAll((await run(clock, create(streamed))).value!);
    expect(all.at(-1)?.x_llmux?.warnings).toContainEqual(expect.objectContaining({ code: "empty_answer" }));
  });
});

describe("leaving", () => {
  const endless = async function* () {
    yield opening;
    for (let i = 0; ; i += 1) yield chunk({ content: `${i} ` });
  };

  it.each([
    [
      "break",
      async (stream: ChatStream) => {
        for await (const each of stream) if (each.choices[0]?.delta.content) break;
      },
    ],
    [
      "controller.abort()",
      async (stream: ChatStream) => {
        for await (const each of stream) if (each.choices[0]?.delta.content) stream.controller.abort();
      },
    ],
    [
      "abort while a read is pending",
      async (stream: ChatStream) => {
        const iterator = stream[Symbol.asyncIterator]();
        await iterator.next();
        stream.controller.abort();
        let result = await iterator.next();
        while (!result.done) result = await iterator.next();
      },
    ],
  ])("%s ends it quietly, settled aborted, upstream stopped, nobody blamed", async (_, leave) => {
    let signal: AbortSignal | undefined;
    const { clock, create, events, router } = bench({
      a: (_request, context) => {
        signal = context.signal;
        return endless();
      },
    });
    const { value } = await run(clock, create(streamed));
    await leave(value!);
    expect(await value!.settled).toMatchObject({ status: "aborted" });
    expect(signal?.aborted).toBe(true);
    const [end] = events.filter((event) => event.type === "attempt.end");
    expect(end?.report).toMatchObject({ status: "aborted", estimated: true });
    expect(end?.report.fault).toBeUndefined();
    expect(router.health().targets["a/m"]).toEqual({ circuit: "closed", inFlight: 0 });
    expect(clock.pending).toBe(0);
  });

  it("a stream that nobody reads is given up after a minute", async () => {
    const { clock, create, events } = bench({ a: () => upstream([opening, chunk({ content: "x" })], () => never) });
    const { value } = await run(clock, create(streamed));
    await clock.advanceAsync(59_999);
    expect(events.some((event) => event.type === "call.end")).toBe(false);
    await clock.advanceAsync(1);
    expect(await value!.settled).toMatchObject({ status: "aborted" });
    await expect(readAll(value!)).rejects.toMatchObject({ kind: "aborted", code: "unread", partial: { content: "x" } });
    expect(clock.pending).toBe(0);
  });

  it.each([
    ["the signal", (_, controller) => controller.abort()],
    ["close()", (router) => router.close({ timeoutMs: 0 })],
  ] as [string, (router: { close(options: object): unknown }, controller: AbortController) => unknown][])(
    "an abort by %s settles it though nobody is reading just then",
    async (_, abort) => {
      for (const reads of [0, 2]) {
        const controller = new AbortController();
        const { clock, create, router } = bench({ a: () => upstream([opening, chunk({ content: "x" })], () => never) });
        const { value } = await run(clock, create(streamed, { signal: controller.signal }));
        const iterator = value![Symbol.asyncIterator]();
        for (let i = 0; i < reads; i += 1) await iterator.next();
        abort(router, controller);
        expect(await value!.settled).toMatchObject({ status: "aborted" });
        expect(getEventListeners(controller.signal, "abort")).toEqual([]);
        await clock.advanceAsync(2000);
        expect(clock.pending).toBe(0);
      }
    },
  );

  it("a reader that pauses through the grace finds the answer whole, and one that never comes costs nothing", async () => {
    for (const reads of [0, 1]) {
      const { clock, create } = bench({
        a: () => upstream([chunk({ role: "assistant", content: "x" }, "stop")], () => never),
      });
      const { value } = await run(clock, create(streamed));
      const iterator = value![Symbol.asyncIterator]();
      for (let i = 0; i < reads; i += 1) await iterator.next();
      await clock.advanceAsync(700);
      expect(await value!.settled).toMatchObject({ status: "ok" });
      await clock.advanceAsync(60_000);
      expect(clock.pending).toBe(0);
      let result = await iterator.next();
      if (reads === 0) result = await iterator.next();
      expect(result.value?.choices[0]?.finish_reason).toBe("stop");
    }
  });

  it("text, finish and usage in one chunk, then a break: all had been said", async () => {
    const all = { ...chunk({ role: "assistant", content: "x" }, "stop"), usage: usageChunk().usage! };
    const { clock, create } = bench({ a: () => upstream([all], () => never) });
    const { value } = await run(clock, create(streamed));
    for await (const _ of value!) break;
    expect(await value!.settled).toMatchObject({ status: "ok", usage: { outputTokens: 5 } });
  });

  it("a layer's map that throws is the reader's error, and the stream is over", async () => {
    const { clock, create, events } = bench(
      { a: () => chunks("x", "y") },
      {
        layers: {
          call: [
            async (context, next) => {
              const reply = await next(context);
              if (reply.kind === "stream") {
                reply.body.map(() => {
                  throw new Error("my map");
                });
              }
              return reply;
            },
          ],
        },
      },
    );
    const { value } = await run(clock, create(streamed));
    await expect(readAll(value!)).rejects.toThrow("my map");
    await clock.advanceAsync(600);
    expect(events.filter((event) => event.type === "call.end").length).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it.skipIf(!globalThis.gc)(
    "a stream that nobody holds any more is settled at collection, read in part or not at all",
    async () => {
      for (const reads of [0, 2]) {
        const { clock, create, events } = bench({ a: () => upstream([opening, chunk({ content: "x" })], () => never) });
        await (async () => {
          const iterator = (await run(clock, create(streamed))).value![Symbol.asyncIterator]();
          for (let i = 0; i < reads; i += 1) await iterator.next();
        })();
        for (let i = 0; i < 20 && !events.some((event) => event.type === "call.end"); i += 1) {
          await new Promise((resolve) => setImmediate(resolve));
          globalThis.gc!();
        }
        expect(events.filter((event) => event.type === "call.end")).toMatchObject([{ status: "aborted" }]);
        expect(clock.pending).toBe(0);
      }
    },
  );

  it.skipIf(!globalThis.gc)("a stream that has begun lets go of the plan it came from", async () => {
    let plan: WeakRef<object> | undefined;
    const look: Middleware<AttemptContext> = (context, next) => {
      plan = new WeakRef(context.mayMoveOn);
      return next(context);
    };
    const stay = { a: () => upstream([opening, chunk({ content: "x" })], () => never) };
    const { clock, create } = bench(stay, { layers: { attempt: [look] } });
    const iterator = (await run(clock, create(streamed))).value![Symbol.asyncIterator]();
    await iterator.next();
    for (let i = 0; i < 20 && plan!.deref(); i += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.gc!();
    }
    expect(plan!.deref()).toBeUndefined();
    expect((await iterator.next()).value?.choices[0]?.delta).toEqual({ content: "x" });
  });

  it.skipIf(!globalThis.gc)("a pending read keeps its stream from collection", async () => {
    let speak = () => {};
    const gate = new Promise<void>((resolve) => {
      speak = resolve;
    });
    const { clock, create } = bench({ a: () => upstream([opening, chunk({ content: "x" })], () => gate) });
    const { pending } = await (async () => {
      const iterator = (await run(clock, create(streamed))).value![Symbol.asyncIterator]();
      await iterator.next();
      await iterator.next();
      return { pending: iterator.next() };
    })();
    for (let i = 0; i < 10; i += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.gc!();
    }
    speak();
    await expect(pending).rejects.toThrow(StreamInterruptedError);
  });
});
