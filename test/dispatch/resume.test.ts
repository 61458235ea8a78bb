import type { CallContext, ChatCompletionChunk, Middleware, RouterOptions, StreamInterruptedError } from "llmux";
import { describe, expect, it } from "vitest";
import { type Behaviour, chunk, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, hang, messages, streamed } from "../support/router.ts";

/** Says the words, and then ends without a finish, or as it is told. */
const broken = (words: string[], then: () => unknown = () => {}): Behaviour =>
  async function* () {
    yield chunk({ role: "assistant", content: "" });
    for (const content of words) yield chunk({ content });
    await then();
  } as never;

const says =
  (...words: string[]): Behaviour =>
  () =>
    chunks(...words);

type Behaviours = Partial<Record<"a" | "b" | "c", Behaviour>>;

function benchOf(behaviours: Behaviours, onInterrupt: RouterOptions["onInterrupt"], options: RouterOptions = {}) {
  return bench(behaviours as Required<Behaviours>, { onInterrupt: onInterrupt!, retry: { maxRetries: 0 }, ...options });
}

/** Reads to the end: what came, by chunk, and how it ended. */
async function read({ create, clock }: ReturnType<typeof benchOf>, options = {}, body: object = streamed) {
  const all: ChatCompletionChunk[] = [];
  let error: StreamInterruptedError | undefined;
  const stream = (await create(body as never, options)) as unknown as AsyncIterable<ChatCompletionChunk> & {
    settled: Promise<{ status: string; usage?: object }>;
  };
  const work = (async () => {
    try {
      for await (const each of stream) all.push(each);
    } catch (thrown) {
      error = thrown as StreamInterruptedError;
    }
  })();
  let done = false;
  void work.then(() => {
    done = true;
  });
  while (!done) await clock.advanceAsync(100);
  await clock.advanceAsync(1000);
  return { all, text: textOf(all), error, settled: await stream.settled, report: all.at(-1)?.x_llmux };
}

function textOf(chunks: readonly ChatCompletionChunk[]): string {
  return chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
}

const price = { input: 1_000_000, output: 1_000_000 };
const prices = { "a/m": price, "b/m": price };

describe("a stream that breaks before anybody reads it", () => {
  it.each(["restart", "continue"] as const)("is given up after a minute (%s)", async (mode) => {
    const made = benchOf({ a: broken(["one"]), b: says("uno") }, mode);
    const { clock, create, events, providers, router } = made;
    const work = create(streamed);
    await clock.advanceAsync(0);
    const stream = await work;
    await clock.advanceAsync(0);
    await clock.advanceAsync(61_000);
    expect(events.filter(({ type }) => type === "call.end")).toHaveLength(1);
    expect(await stream.settled).toMatchObject({ status: "aborted" });
    expect(providers.b.calls).toHaveLength(0);
    expect(router.health().targets["a/m"]!.inFlight).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("waits ten minutes for a reader who had begun, from the end of the attempt on", async () => {
    const { clock, create, providers } = benchOf({ a: broken(["one"]), b: says("uno") }, "restart");
    const work = create(streamed);
    await clock.advanceAsync(0);
    const stream = await work;
    await stream[Symbol.asyncIterator]().next();
    let ended: unknown;
    void stream.settled.then((settlement) => {
      ended = settlement;
    });
    // The attempt's own ten minutes, `totalMs`, go on while nobody reads.
    await clock.advanceAsync(600_000 + 599_000);
    expect(ended).toBeUndefined();
    await clock.advanceAsync(2_000);
    expect(ended).toMatchObject({
      status: "aborted",
      fault: { message: "nobody went on reading the stream for 600000 ms" },
    });
    expect(providers.b.calls).toHaveLength(0);
    expect(clock.pending).toBe(0);
  });
});

describe("restart", () => {
  it("tells the reader by a chunk that what came is void, and gives the next target's whole answer", async () => {
    const made = benchOf({ a: broken(["one ", "two"]), b: says("uno ", "dos") }, "restart", { prices });
    const { all, text, error, settled, report } = await read(made);
    expect(error).toBeUndefined();
    const at = all.findIndex(({ x_llmux }) => x_llmux?.interrupted);
    expect(all[at]).toMatchObject({ object: "chat.completion.chunk", choices: [] });
    expect(all[at]!.x_llmux).toEqual({ interrupted: "restart", target: "b/m" });
    expect(text).toBe("one twouno dos");
    expect(
      all
        .slice(at + 1)
        .map(({ choices }) => choices[0]?.delta.content ?? "")
        .join(""),
    ).toBe("uno dos");
    expect(report).toMatchObject({
      target: "b/m",
      attempts: [
        { target: "a/m", status: "failed" },
        { target: "b/m", status: "ok" },
      ],
      discarded: { target: "a/m", partial: { content: "one two" } },
      usage: { inputTokens: 10, outputTokens: 5 },
    });
    expect(report!.cost.usd).toBe(report!.attempts[0]!.costUsd! + report!.attempts[1]!.costUsd!);
    expect(report!.attempts[0]!.costUsd).toBeGreaterThan(0);
    expect(settled.status).toBe("ok");
    expect(made.providers.b.calls[0]!.request.messages).toEqual(messages);
    const end = made.events.find(({ type }) => type === "call.end");
    expect(end).toMatchObject({ status: "ok", report: { discarded: { target: "a/m" } } });
    expect(JSON.stringify(made.events)).not.toContain("one two");
    expect(made.clock.pending).toBe(0);
  });

  it("asks the same target again where there is no other, as repeats do", async () => {
    let turn = 0;
    const again: Behaviour = (...args) => (turn++ === 0 ? broken(["one"]) : says("anew"))(...args);
    const made = benchOf({ a: again }, "restart", { retry: { maxRetries: 1 } });
    const { all, error } = await read(made);
    expect(error).toBeUndefined();
    expect(all.find(({ x_llmux }) => x_llmux?.interrupted)?.x_llmux?.target).toBe("a/m");
    const none = benchOf({ a: broken(["one"]) }, "restart");
    expect((await read(none)).error?.partial.content).toBe("one");
  });

  it("passes over targets that fail before their first content, and happens once", async () => {
    const past = await read(benchOf({ a: broken(["one"]), b: () => fail(500), c: says("three") }, "restart"));
    expect(past.report?.attempts.map(({ status }) => status)).toEqual(["failed", "failed", "ok"]);
    const twice = await read(benchOf({ a: broken(["one"]), b: broken(["two"]), c: says("three") }, "restart"));
    expect(twice.error).toMatchObject({ kind: "stream_truncated", partial: { content: "two" } });
    expect(twice.error?.attempts.length).toBe(2);
    expect(twice.settled.status).toBe("failed");
  });

  it("is the error of the break when nobody else answers, with everything that was tried", async () => {
    const made = benchOf({ a: broken(["one"]), b: () => fail(500) }, "restart");
    const { error, settled } = await read(made);
    expect(error).toMatchObject({
      name: "StreamInterruptedError",
      kind: "stream_truncated",
      partial: { content: "one" },
    });
    expect(error?.attempts.map(({ target }) => target)).toEqual(["a/m", "b/m"]);
    expect(settled.status).toBe("failed");
    expect(made.clock.pending).toBe(0);
  });

  it("does not follow a caller's abort, nor the end of the deadline, and a reader who leaves ends what was begun", async () => {
    const silent = () => benchOf({ a: broken(["one"], () => new Promise(() => {})), b: says("two") }, "restart");
    const late = await read(silent(), { deadlineMs: 500 });
    expect(late.error).toMatchObject({ kind: "timeout", phase: "deadline", partial: { content: "one" } });
    const controller = new AbortController();
    const made = silent();
    const stream = await made.create(streamed, { signal: controller.signal });
    const reading = (async () => {
      for await (const _ of stream);
    })();
    await made.clock.advanceAsync(10);
    controller.abort();
    await reading;
    expect((await stream.settled).status).toBe("aborted");

    const left = benchOf({ a: broken(["one"]), b: hang }, "restart");
    const open = await left.create(streamed);
    const iterator = open[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const waiting = iterator.next();
    await left.clock.advanceAsync(10);
    expect(left.providers.b.calls.length).toBe(1);
    await iterator.return!();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect((await open.settled).status).toBe("aborted");
    await left.clock.advanceAsync(1000);
    expect(left.providers.b.calls[0]!.context.signal.aborted).toBe(true);
    expect(left.router.health().targets["b/m"]?.inFlight).toBe(0);
    expect(left.clock.pending).toBe(0);
  });

  it("does not follow what would be as wrong at the next target", async () => {
    const { error } = await read(benchOf({ a: broken(["one"], () => fail(400)), b: says("two") }, "restart"));
    expect(error).toMatchObject({ kind: "invalid_request", partial: { content: "one" } });
  });

  it("is ended by the caller's abort, before the next target has answered and after", async () => {
    for (const then of [hang, broken(["uno"], () => new Promise(() => {}))]) {
      const controller = new AbortController();
      const made = benchOf({ a: broken(["one"]), b: then }, "restart");
      const work = made.create(streamed, { signal: controller.signal });
      await made.clock.advanceAsync(0);
      const stream = await work;
      const reading = (async () => {
        for await (const _ of stream);
      })();
      await made.clock.advanceAsync(100);
      controller.abort();
      await made.clock.advanceAsync(0);
      await reading;
      expect(made.providers.b.calls[0]!.context.signal.aborted).toBe(true);
      const content = then === hang ? "one" : "uno";
      expect(await stream.settled).toMatchObject({ status: "aborted", partial: { content } });
    }
  });

  it("happens once for readers who ask twice at a time, and is seen by whoever watches", async () => {
    const seen: unknown[] = [];
    const watching: Middleware<CallContext> = async (context, next) => {
      const reply = await next(context);
      if (reply.kind === "stream") reply.body.tap((each) => seen.push(each.choices[0]?.delta.content ?? "mark"));
      return reply;
    };
    const options = { layers: { call: [watching] } };
    const made = benchOf({ a: broken(["one"]), b: says("uno", "dos") }, "restart", options);
    const work = made.create(streamed);
    await made.clock.advanceAsync(0);
    const iterator = (await work)[Symbol.asyncIterator]();
    const reading = Promise.all(Array.from({ length: 6 }, () => iterator.next()));
    await made.clock.advanceAsync(1000);
    const told = (await reading).map(({ value }) => value?.choices[0]?.delta.content ?? "mark");
    expect(told).toEqual(["", "one", "mark", "", "uno", "dos"]);
    expect(seen.slice(0, 6)).toEqual(told);
    expect(made.providers.b.calls).toHaveLength(1);
  });

  it("is not hedged", async () => {
    const made = benchOf({ a: broken(["one"]), b: hang, c: says("three") }, "restart", {
      hedge: { afterMs: 100 },
      timeouts: { firstTokenMs: 1000 },
    });
    const { report } = await read(made);
    expect(report?.attempts.map(({ status, hedge }) => hedge ?? status)).toEqual(["failed", "failed", "ok"]);
  });

  it("keeps the answer that counts", async () => {
    const made = benchOf({ a: broken(["one"]), b: says("two") }, "restart", { cache: true });
    await read(made);
    const kept = await made.create({ model: "chat", messages });
    expect([kept.choices[0]?.message.content, kept.x_llmux.cache]).toEqual(["two", "hit"]);
  });

  it("may go to the target of a hedge that was not needed, or to the one that was too slow", async () => {
    const early: Behaviour = broken(["one"]);
    const slow = (given: () => Behaviour): Behaviour =>
      async function* (this: void, ...args: Parameters<Behaviour>) {
        await new Promise<void>((resolve) => clock.it!.setTimeout(resolve, 300));
        yield* given()(...args) as AsyncIterable<ReturnType<typeof chunk>>;
      } as never;
    const clock: { it?: ReturnType<typeof benchOf>["clock"] } = {};
    for (const [a, b, to] of [
      [early, slow(() => says("two")), "b/m"],
      [slow(() => says("two")), early, "a/m"],
    ] as const) {
      const made = benchOf({ a, b }, "restart", { hedge: { afterMs: 0 } });
      clock.it = made.clock;
      const { all, error } = await read(made);
      expect(error).toBeUndefined();
      expect(all.find(({ x_llmux }) => x_llmux?.interrupted)?.x_llmux?.target).toBe(to);
    }
  });

  it("is an error for a reader who knows no markers", async () => {
    const { error } = await read(benchOf({ a: broken(["one"]), b: says("two") }, "restart"), { markers: false });
    expect(error?.partial.content).toBe("one");
  });
});

describe("calls that share an answer", () => {
  it("are all told of a restart, and a reader of another mind is on a flight of its own", async () => {
    const made = benchOf({ a: broken(["one"]), b: says("two") }, "restart", { singleFlight: true });
    const [one, other, third] = await Promise.all([read(made), read(made), read(made, { markers: false })]);
    for (const { all, report } of [one, other]) {
      const at = all.findIndex(({ x_llmux }) => x_llmux?.interrupted);
      expect(textOf(all.slice(at))).toBe("two");
      expect(report?.discarded).toMatchObject({ target: "a/m" });
    }
    expect(third.error?.partial.content).toBe("one");
    expect([made.providers.a.calls.length, made.providers.b.calls.length]).toEqual([2, 1]);
  });

  it("by key are given a stitched answer again, with its seam", async () => {
    const made = benchOf({ a: broken(["one "]), b: says("two") }, "continue", { idempotency: {} });
    await read(made, { idempotencyKey: "k" });
    const again = await made.create({ model: "chat", messages }, { idempotencyKey: "k" });
    expect(again.choices[0]?.message.content).toBe("one two");
    expect(again.x_llmux).toMatchObject({ replayed: true, stitched: [{ target: "a/m" }, { target: "b/m", at: 4 }] });
  });
});

describe("continue", () => {
  it("goes on at the next target with the text so far, and the report says where the parts meet", async () => {
    const elsewhere = () => chunks(" ", "  three").map((each) => ({ ...each, id: "other", created: 2 }));
    const made = benchOf({ a: broken(["one ", "two "]), b: elsewhere }, "continue", { prices });
    const body = { ...streamed, stream_options: { include_usage: true }, max_tokens: 50 };
    const { all, text, error, settled, report } = await read(made, {}, body);
    expect(error).toBeUndefined();
    expect(text).toBe("one two   three");
    expect(made.providers.b.calls[0]!.request.messages.at(-1)).toEqual({ role: "assistant", content: "one two" });
    expect(made.providers.b.calls[0]!.request.max_tokens).toBeLessThan(50);
    expect(report?.stitched).toEqual([
      { target: "a/m", at: 0 },
      { target: "b/m", at: 8 },
    ]);
    const [first, second] = report!.attempts;
    const outputTokens = first!.usage!.outputTokens + second!.usage!.outputTokens;
    const inputTokens = first!.usage!.inputTokens + second!.usage!.inputTokens;
    expect(report?.usage).toMatchObject({ inputTokens, outputTokens });
    expect(all.at(-1)?.usage).toMatchObject({ prompt_tokens: inputTokens, completion_tokens: outputTokens });
    expect(report?.cost.usd).toBe(first!.costUsd! + second!.costUsd!);
    expect(settled).toMatchObject({ status: "ok", usage: { outputTokens } });
    expect(all.filter(({ choices }) => choices[0]?.delta.role).length).toBe(1);
    expect(new Set(all.map(({ id, created }) => `${id} ${created}`)).size).toBe(1);
    expect(all.filter(({ x_llmux }) => x_llmux).length).toBe(1);
  });

  it.each<[string, Behaviour, object]>([
    ["a tool call has begun", toolCall(), {}],
    ["JSON was asked for", broken(['{"a":']), { response_format: { type: "json_object" } }],
    ["there are several choices", broken(["one"]), { n: 2 }],
    [
      "sound was asked for",
      broken(["one"]),
      { modalities: ["text", "audio"], audio: { voice: "alloy", format: "wav" } },
    ],
    ["only reasoning has come", reasoning(), {}],
  ])("is an error where %s", async (_, a, more) => {
    const made = benchOf({ a, b: says("two") }, "continue");
    const { error } = await read(made, {}, { ...streamed, ...more });
    expect(error?.name).toBe("StreamInterruptedError");
    expect(made.providers.b.calls).toEqual([]);
  });

  it("passes over targets that are not known to go on, and is an error when none is left", async () => {
    const facts = { modelFacts: { "b/m": { prefill: false } } };
    const past = await read(benchOf({ a: broken(["one "]), b: says("no"), c: says("three") }, "continue", facts));
    expect([past.text, past.report?.skipped.map(({ target }) => target)]).toEqual(["one three", ["b/m"]]);
    const none = await read(benchOf({ a: broken(["one "]), b: says("no") }, "continue", facts));
    expect(none.error?.partial.content).toBe("one ");
  });

  it("does not wait for a repeat at a target that would not go on with its own text", async () => {
    const options = { modelFacts: { "a/m": { prefill: false } }, retry: { maxRetries: 2 } };
    const { create, clock, events, providers } = benchOf({ a: broken(["one "]) }, "continue", options);
    const work = create(streamed);
    await clock.advanceAsync(0);
    const begun = clock.now();
    const error = await (async () => {
      for await (const _ of await work);
    })().catch((thrown: StreamInterruptedError) => thrown);
    expect(clock.now()).toBe(begun);
    expect(error).toMatchObject({ kind: "stream_truncated", partial: { content: "one " } });
    expect(error!.skipped).toEqual([{ target: "a/m", reason: expect.stringContaining("`prefill: true`") }]);
    expect(events.some(({ type }) => type === "retry")).toBe(false);
    expect(providers.a.calls).toHaveLength(1);
  });

  it("tells all that came when it breaks again", async () => {
    const { error, text } = await read(benchOf({ a: broken(["one "]), b: broken(["two"]), c: says("3") }, "continue"));
    expect(text).toBe("one two");
    expect(error?.partial.content).toBe("one two");
    expect(error?.report?.stitched?.length).toBe(2);
  });

  it("keeps nothing in the cache", async () => {
    const whole: Behaviour = (request) =>
      request.stream ? broken(["one "])(request, {} as never) : completion("whole");
    const made = benchOf({ a: whole as Behaviour, b: says("two") }, "continue", { cache: true });
    await read(made);
    expect((await made.create({ model: "chat", messages })).x_llmux.cache).toBe("miss");
  });
});

it("the call's word wins over the router's, and a wrong one is told", async () => {
  const made = benchOf({ a: broken(["one"]), b: says("two") }, "restart");
  expect((await read(made, { onInterrupt: "error" })).error?.partial.content).toBe("one");
  await expect(made.create(streamed, { onInterrupt: "resume" as never })).rejects.toThrow(
    'onInterrupt: expected "error"',
  );
});

it("when every stream breaks there are no more resumptions than the retry budget bears", async () => {
  const made = benchOf({ a: broken(["one"]), b: says("two") }, "restart", { breaker: false });
  let restarted = 0;
  for (let i = 0; i < 15; i += 1) restarted += (await read(made)).error === undefined ? 1 : 0;
  // Ten in hand, and one earned by the streams that had begun well.
  expect(restarted).toBe(11);
});

function toolCall(): Behaviour {
  const call = { index: 0, id: "call_1", type: "function" as const, function: { name: "f", arguments: '{"a"' } };
  return async function* () {
    yield chunk({ role: "assistant", content: "Let me see" });
    yield chunk({ tool_calls: [call] });
  } as never;
}

function reasoning(): Behaviour {
  return async function* () {
    yield chunk({ role: "assistant", reasoning_content: "hm" });
  } as never;
}
