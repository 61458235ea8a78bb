import "../../src/data/prices.ts";
import type { CallOptions, ChatCompletion, ChatCompletionChunk, ChatRequest, LlmuxError, RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { type Behaviour, chunks, completion, fail, memoryProvider } from "../support/memory-provider.ts";
import { framed, nativeServer, routerAt } from "../support/native-server.ts";
import { WIRES } from "../support/native-wires.ts";
import { bench, body, inTurn, messages, run, streamed } from "../support/router.ts";

const priced: RouterOptions = { prices: { "a/m": { input: 1e6, output: 1e6 } } };
const keyed = (idempotencyKey = "order-7", more: CallOptions = {}): CallOptions => ({ idempotencyKey, ...more });
const other = { ...body, messages: [{ role: "user" as const, content: "bye" }] };

/** Answers, whole or streamed, when the test says so: in the order in which it was asked. */
function held() {
  const waiting: ((fault?: Error) => void)[] = [];
  const answer: Behaviour = async (request, { signal }) => {
    await new Promise<void>((resolve, reject) => {
      waiting.push((fault) => (fault ? reject(fault) : resolve()));
      signal.addEventListener("abort", () => reject(signal.reason));
    });
    return request.stream ? (chunks("It ", "rains.") as never) : completion("It rains.");
  };
  return { answer, release: (fault?: Error) => waiting.shift()!(fault) };
}

/** A stream that gives a word each time it is told to. */
function slowStream() {
  const [first, ...rest] = chunks("one ", "two ", "three");
  let go: () => void = () => {};
  const state = { aborted: false };
  const answer: Behaviour = async function* (_request: ChatRequest, { signal }: { signal: AbortSignal }) {
    signal.addEventListener("abort", () => {
      state.aborted = true;
      go();
    });
    yield first!;
    for (const chunk of rest) {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      if (signal.aborted) throw signal.reason;
      yield chunk;
    }
  } as never;
  return { answer, state, word: () => go() };
}

async function read(stream: AsyncIterable<ChatCompletionChunk>) {
  const all: ChatCompletionChunk[] = [];
  for await (const chunk of stream) all.push(chunk);
  const text = all.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
  return { all, text, report: all.at(-1)?.x_llmux };
}

const outcome = <T>(promise: PromiseLike<T>) =>
  Promise.resolve(promise).then(
    (value) => ({ value }),
    (error: LlmuxError) => ({ error }),
  );
const textOf = (answer: ChatCompletion) => answer.choices[0]!.message.content;

describe("an idempotency key", () => {
  it("joins the call under way: one request, one charge, the same answer as fresh objects", async () => {
    const { answer, release } = held();
    const { create, clock, providers, events } = bench({ a: answer }, priced);
    const calls = [1, 2, 3].map(() => outcome(create(body, keyed())));
    await clock.advanceAsync(1);
    release();
    const answers = (await Promise.all(calls)).map((one) => (one as { value: ChatCompletion }).value);
    expect(providers.a.calls).toHaveLength(1);
    expect(answers.map(textOf)).toEqual(Array(3).fill("It rains."));
    expect(answers[0]!.choices).not.toBe(answers[1]!.choices);
    const [payer, ...joined] = answers.map((one) => one.x_llmux);
    expect(payer).toMatchObject({ target: "a/m", cost: { usd: 15 }, attempts: [{ status: "ok" }] });
    expect(payer).not.toHaveProperty("shared");
    for (const report of joined) {
      expect(report).toMatchObject({ target: "a/m", attempts: [], cost: { usd: 0 }, usage: payer!.usage });
      expect(report).toMatchObject({ shared: true, sharedWith: payer!.callId });
      expect(report).not.toHaveProperty("replayed");
    }
    expect(events.filter(({ type }) => type === "cost.recorded")).toHaveLength(1);
    expect(events.filter(({ type }) => type === "call.end")).toHaveLength(3);
  });

  it("gives a finished answer again, whole and streamed, until its time is over", async () => {
    const { create, clock, providers } = bench({ a: () => completion("It rains.") }, priced);
    const first = await run(clock, create(body, keyed()));
    const again = await run(clock, create(body, keyed()));
    expect(again.value).toMatchObject({ id: first.value!.id, choices: first.value!.choices });
    expect(again.value!.x_llmux).toMatchObject({
      shared: true,
      replayed: true,
      sharedWith: first.value!.x_llmux.callId,
      attempts: [],
      cost: { usd: 0 },
      cache: "off",
      usage: first.value!.x_llmux.usage,
    });
    const stream = await run(clock, create(streamed, keyed()));
    expect(await read(stream.value!)).toMatchObject({ text: "It rains.", report: { replayed: true } });
    expect(providers.a.calls).toHaveLength(1);
    await clock.advanceAsync(86_400_001);
    expect((await run(clock, create(body, keyed()))).value!.x_llmux).not.toHaveProperty("shared");
    expect(providers.a.calls).toHaveLength(2);
  });

  it("keeps no more answers than it may, and for no longer", async () => {
    const { create, clock, providers } = bench({ a: () => completion("x") }, { idempotency: { max: 2, ttlMs: 50 } });
    for (const key of ["1", "2", "3", "3", "2"]) await run(clock, create(body, keyed(key)));
    expect(providers.a.calls).toHaveLength(3);
    await run(clock, create(body, keyed("1")));
    expect(providers.a.calls).toHaveLength(4);
    await clock.advanceAsync(51);
    await run(clock, create(body, keyed("1")));
    expect(providers.a.calls).toHaveLength(5);
  });

  it.each(["under way", "finished"])(
    "refuses another body under the key of a call that is %s, before any request",
    async (when) => {
      const { answer, release } = held();
      const { create, clock, providers } = bench({ a: answer });
      const first = outcome(create(body, keyed()));
      await clock.advanceAsync(1);
      if (when === "finished") {
        release();
        await first;
      }
      const { error } = await run(clock, create(other, keyed()));
      expect(error).toMatchObject({
        kind: "conflict",
        status: 409,
        code: "idempotency_key_reused",
        type: "idempotency_error",
        param: "idempotencyKey",
        attempts: [],
      });
      expect(providers.a.calls).toHaveLength(1);
      if (when === "under way") release();
      expect(await first).toHaveProperty("value");
    },
  );

  it("belongs to its tenant", async () => {
    const { create, clock, providers } = bench({
      a: inTurn(
        () => completion("for x"),
        () => completion("for y"),
        () => completion("for all"),
      ),
    });
    const tenants = [{ tenant: "x" }, { tenant: "y" }, {}];
    for (const more of tenants) await run(clock, create(body, keyed("k", more)));
    const again = [];
    for (const more of tenants) again.push(textOf((await run(clock, create(body, keyed("k", more)))).value!));
    expect(again).toEqual(["for x", "for y", "for all"]);
    expect(providers.a.calls).toHaveLength(3);
  });

  it("is free again when its call has failed, for the same body or a better one; who had joined fails with it", async () => {
    const { create, clock, providers } = bench(
      {
        a: inTurn(
          () => fail(400, { error: { message: "no" } }),
          () => completion("better"),
        ),
      },
      priced,
    );
    const [first, second] = await Promise.all([
      outcome(create(body, keyed())),
      outcome(create(body, keyed())),
      clock.advanceAsync(10),
    ]);
    const errors = [first, second].map((one) => (one as { error: LlmuxError }).error);
    expect(errors[0]).not.toBe(errors[1]);
    for (const error of errors)
      expect(error).toMatchObject({ kind: "invalid_request", status: 400, attempts: [{ status: "failed" }] });
    expect(errors[0]!.message).toBe(errors[1]!.message);
    expect(errors.map(({ report }) => [report!.shared, report!.attempts.length])).toEqual([
      [undefined, 1],
      [true, 0],
    ]);
    const { value } = await run(clock, create(other, keyed()));
    expect(textOf(value!)).toBe("better");
    expect(providers.a.calls).toHaveLength(2);
  });

  it("goes upstream too, and only there where the router keeps nothing", async () => {
    const { create, clock, providers } = bench({ a: () => completion("x") }, { idempotency: false });
    for (let i = 0; i < 2; i += 1) await run(clock, create(body, keyed()));
    expect(providers.a.calls.map(({ context }) => context.idempotencyKey)).toEqual(["order-7-1", "order-7-1"]);
  });

  it("holds for vectors", async () => {
    const embed = async () => ({
      object: "list" as const,
      model: "m",
      data: [{ object: "embedding" as const, index: 0, embedding: [1, 2] }],
      usage: { prompt_tokens: 2, total_tokens: 2 },
    });
    let asked = 0;
    const a = {
      ...memoryProvider(() => completion("")),
      embed: () => {
        asked += 1;
        return embed();
      },
    };
    const { router, clock } = bench({}, { providers: { a } as never, models: {} });
    const request = { model: "a/m", input: "hi" };
    const all = await Promise.all([0, 1].map(() => run(clock, router.embeddings.create(request, keyed()))));
    all.push(await run(clock, router.embeddings.create(request, keyed())));
    expect(asked).toBe(1);
    expect(all.map(({ value }) => value!.data[0]!.embedding)).toEqual(Array(3).fill([1, 2]));
    expect(all.map(({ value }) => value!.x_llmux.shared)).toEqual([undefined, true, true]);
  });

  it("outlives another configuration, under way and finished", async () => {
    const { answer, release } = held();
    const { create, clock, providers, router } = bench({ a: answer });
    const options = { providers, models: { chat: "a/m" }, clock };
    const first = outcome(create(body, keyed()));
    await clock.advanceAsync(1);
    router.reload(options);
    const joined = outcome(create(body, keyed()));
    await clock.advanceAsync(1);
    release();
    expect(await first).toHaveProperty("value");
    expect(await joined).toMatchObject({ value: { x_llmux: { shared: true } } });
    router.reload({ ...options, idempotency: { max: 10 } });
    expect((await run(clock, create(body, keyed()))).value!.x_llmux).toMatchObject({ replayed: true });
    expect(providers.a.calls).toHaveLength(1);
  });

  it("takes the answer of a cache for its own", async () => {
    const { create, clock, providers } = bench({ a: () => completion("x") }, { cache: true });
    await run(clock, create(body));
    expect((await run(clock, create(body, keyed()))).value!.x_llmux).toMatchObject({ cache: "hit" });
    expect((await run(clock, create(streamed, keyed("2")))).value).toBeDefined();
    expect(providers.a.calls).toHaveLength(1);
  });
});

describe("callers who leave", () => {
  it.each([0, 1])(
    "do not end the call of the other: caller %i goes, the other is answered and pays",
    async (leaving) => {
      const { answer, release } = held();
      const { create, clock, providers, events } = bench({ a: answer }, priced);
      const controllers = [new AbortController(), new AbortController()];
      const calls = controllers.map(({ signal }) => outcome(create(body, keyed("k", { signal }))));
      await clock.advanceAsync(1);
      controllers[leaving]!.abort();
      expect(await calls[leaving]).toMatchObject({
        error: { kind: "aborted", name: "APIUserAbortError", report: { attempts: [] } },
      });
      release();
      const { value } = (await calls[1 - leaving]) as { value: ChatCompletion };
      expect(value.x_llmux).toMatchObject({ attempts: [{ status: "ok" }], cost: { usd: 15 } });
      expect(value.x_llmux).not.toHaveProperty("shared");
      expect(providers.a.calls).toHaveLength(1);
      const ends = events.filter((event) => event.type === "call.end");
      expect(ends.map(({ report }) => report.cost.usd).sort()).toEqual([0, 15]);
    },
  );

  it("end it when the last of them has gone, and the next call with the key is made anew", async () => {
    const { answer, release } = held();
    const { create, clock, providers, router } = bench({ a: answer }, priced);
    const controllers = [new AbortController(), new AbortController()];
    const calls = controllers.map(({ signal }) => outcome(create(body, keyed("k", { signal }))));
    await clock.advanceAsync(1);
    for (const controller of controllers) controller.abort();
    const next = outcome(create(body, keyed("k")));
    const [first, last] = (await Promise.all(calls)) as { error: LlmuxError }[];
    expect(first!.error).toMatchObject({ kind: "aborted", attempts: [] });
    expect(last!.error).toMatchObject({ kind: "aborted", attempts: [{ status: "aborted" }] });
    expect(providers.a.calls[0]!.context.signal.aborted).toBe(true);
    await clock.advanceAsync(1);
    release();
    release();
    expect(await next).toHaveProperty("value");
    expect(providers.a.calls).toHaveLength(2);
    expect(router.health().targets["a/m"]!.inFlight).toBe(0);
  });

  it("are told when the router is closed, whole and streamed, and what they shared ends with them", async () => {
    const { answer, word } = slowStream();
    const hanging = held();
    const made = bench(
      { a: (request, context) => (request.stream ? answer : hanging.answer)(request, context) },
      priced,
    );
    const { create, clock, events, router } = made;
    const opening = [0, 1].map(() => create(streamed, keyed("s")));
    await clock.advanceAsync(0);
    word();
    const streams = await Promise.all(opening);
    const reading = streams.map((stream) => outcome(read(stream)));
    const calls = [0, 1].map(() => outcome(create(body, keyed("w"))));
    await clock.advanceAsync(0);
    await run(clock, router.close({ timeoutMs: 100 }));
    for (const one of await Promise.all([...reading, ...calls]))
      expect(one).toMatchObject({ error: { kind: "aborted", code: "closed" } });
    const ends = (type: string) => events.filter((event) => event.type === type).length;
    expect([ends("call.end"), ends("attempt.end")]).toEqual([4, 2]);
    expect(clock.pending).toBe(0);
  });

  it("leave at their own deadline: a later one lets the call go on", async () => {
    const { answer, release } = held();
    const { create, clock, providers } = bench({ a: () => fail(500), b: answer }, { ...priced, breaker: false });
    const early = outcome(create(body, keyed("k", { deadlineMs: 500 })));
    const late = outcome(create(body, keyed("k", { deadlineMs: 5000 })));
    await clock.advanceAsync(501);
    expect(await early).toMatchObject({ error: { kind: "timeout", phase: "deadline", attempts: [{ target: "a/m" }] } });
    release();
    expect(await late).toMatchObject({ value: { x_llmux: { target: "b/m", attempts: [{ target: "b/m" }] } } });
    expect(providers.b.calls).toHaveLength(1);
  });
});

describe("streams", () => {
  it("are joined from their first chunk on, however late, each reader at its own pace", async () => {
    const { answer, word } = slowStream();
    const { create, clock, providers, events } = bench({ a: answer }, priced);
    const opening = create(streamed, keyed());
    await clock.advanceAsync(0);
    word();
    const first = await opening;
    const reading = read(first);
    await clock.advanceAsync(0);
    word();
    await clock.advanceAsync(0);
    const second = await create(streamed, keyed());
    const third = await create(streamed, keyed());
    const slow = read(second);
    for (let i = 0; i < 5; i += 1) {
      await clock.advanceAsync(0);
      word();
    }
    const all = [await reading, await slow, await read(third)];
    expect(all.map(({ text }) => text)).toEqual(Array(3).fill("one two three"));
    expect(all.map(({ all: chunks }) => chunks.length)).toEqual(Array(3).fill(all[0]!.all.length));
    expect(all.map(({ report }) => [report!.shared, report!.cost.usd, report!.usage.outputTokens])).toEqual([
      [undefined, 15, 5],
      [true, 0, 5],
      [true, 0, 5],
    ]);
    expect(providers.a.calls).toHaveLength(1);
    expect(events.filter(({ type }) => type === "call.end")).toHaveLength(3);
    expect(await Promise.all([first, second, third].map((stream) => stream.settled))).toMatchObject(
      Array(3).fill({ status: "ok" }),
    );
    const replayed = await run(clock, create(streamed, keyed()));
    expect(await read(replayed.value!)).toMatchObject({ text: "one two three", report: { replayed: true } });
  });

  it("hand each reader chunks of its own", async () => {
    const { create, clock } = bench({ a: () => chunks("It ", "rains.") });
    const [one, two] = await Promise.all([
      run(clock, create(streamed, keyed())),
      run(clock, create(streamed, keyed())),
    ]);
    for await (const chunk of one.value!) if (chunk.choices[0]) chunk.choices[0].delta.content = "!";
    expect((await read(two.value!)).text).toBe("It rains.");
  });

  it("go on for the others when one reader leaves, and end with the last", async () => {
    const { answer, state, word } = slowStream();
    const { create, clock, providers, events } = bench({ a: answer }, priced);
    const controller = new AbortController();
    const opening = [
      create(streamed, keyed("k", { signal: controller.signal })),
      create(streamed, keyed("k")),
      create(streamed, keyed("k")),
    ];
    await clock.advanceAsync(0);
    word();
    const [first, second, third] = await Promise.all(opening);
    controller.abort();
    expect(await read(first!)).toEqual({ all: [], text: "", report: undefined });
    expect(await first!.settled).toMatchObject({ status: "aborted" });
    for await (const _ of second!) break;
    expect(await second!.settled).toMatchObject({ status: "aborted" });
    expect(state.aborted).toBe(false);
    const iterator = third![Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return!();
    expect(state.aborted).toBe(true);
    expect(await third!.settled).toMatchObject({ status: "aborted", partial: { content: "one " } });
    expect(providers.a.calls).toHaveLength(1);
    const ends = events.filter((event) => event.type === "call.end");
    expect(ends.map(({ report }) => report.attempts.length)).toEqual([0, 0, 1]);
  });

  it("that break off are an error for each reader, with what it had and its own report", async () => {
    const broken: Behaviour = async function* () {
      yield* chunks("half ").slice(0, 2);
      throw Object.assign(new Error("reset"), { code: "ECONNRESET" });
    } as never;
    const { create, clock } = bench({ a: broken }, priced);
    const opened = await Promise.all([0, 1].map(() => run(clock, create(streamed, keyed()))));
    const errors = await Promise.all(
      opened.map(({ value }) =>
        read(value!).then(
          () => undefined,
          (error) => error as LlmuxError,
        ),
      ),
    );
    for (const error of errors)
      expect(error).toMatchObject({
        name: "StreamInterruptedError",
        kind: "connection",
        partial: { content: "half " },
      });
    expect(errors.map((error) => error!.report!.shared)).toEqual([undefined, true]);
    expect(errors.map((error) => error!.report!.attempts.length)).toEqual([1, 0]);
  });

  it("leave one reader at its deadline with an error and what had come, and serve the other", async () => {
    const { answer, word } = slowStream();
    const { create, clock } = bench({ a: answer }, priced);
    const opening = [create(streamed, keyed("k")), create(streamed, keyed("k", { deadlineMs: 100 }))];
    await clock.advanceAsync(0);
    word();
    const [patient, hasty] = await Promise.all(opening);
    const late = outcome(read(hasty!));
    await clock.advanceAsync(101);
    expect(await late).toMatchObject({
      error: { name: "StreamInterruptedError", kind: "timeout", phase: "deadline", partial: { content: "one " } },
    });
    const reading = read(patient!);
    for (let i = 0; i < 5; i += 1) {
      word();
      await clock.advanceAsync(0);
    }
    expect((await reading).text).toBe("one two three");
  });

  it.each([
    ["whole", "stream"],
    ["stream", "whole"],
    ["stream", "stream with usage"],
    ["stream with usage", "stream"],
  ] as const)("begun as %s, are joined as %s", async (begun, joined) => {
    const { answer, release } = held();
    const { create, clock, providers } = bench({ a: answer }, priced);
    const bodies = {
      whole: body,
      stream: streamed,
      "stream with usage": { ...streamed, stream_options: { include_usage: true } },
    };
    const calls = [begun, joined].map((how) => create(bodies[how] as ChatRequest, keyed()));
    await clock.advanceAsync(1);
    release();
    const texts = await Promise.all(
      calls.map(async (call) => {
        const value = await call;
        return Symbol.asyncIterator in value
          ? await read(value)
          : { text: textOf(value), report: value.x_llmux, all: [] };
      }),
    );
    expect(texts.map(({ text }) => text)).toEqual(["It rains.", "It rains."]);
    expect(texts.map(({ report }) => report!.shared)).toEqual([undefined, true]);
    const withUsage = [begun, joined].map((how) => how === "stream with usage");
    expect(texts.map(({ all }) => all.some(({ choices }) => choices.length === 0))).toEqual(withUsage);
    expect(providers.a.calls).toHaveLength(1);
  });
});

describe("single flight", () => {
  const ten = Array.from({ length: 10 });

  it.each([
    ["where it is asked for", { singleFlight: true }, 1],
    ["where there is a cache", { cache: true }, 1],
    ["unless it is turned off", { cache: true, singleFlight: false }, 10],
    ["and not otherwise", {}, 10],
  ] as const)("makes ten identical calls one request %s", async (_, options, requests) => {
    const { answer, release } = held();
    const { create, clock, providers } = bench({ a: answer }, { ...priced, ...options });
    const calls = ten.map(() => create(body));
    await clock.advanceAsync(1);
    expect(providers.a.calls).toHaveLength(requests);
    for (let i = 0; i < requests; i += 1) release();
    const answers = await Promise.all(calls);
    expect(answers.map(textOf)).toEqual(ten.map(() => "It rains."));
    expect(answers.filter(({ x_llmux }) => x_llmux.shared)).toHaveLength(10 - requests);
    expect(answers.filter(({ x_llmux }) => x_llmux.cost.usd)).toHaveLength(requests);
  });

  it("is over with the answer: without a cache the next call is made anew", async () => {
    const { create, clock, providers } = bench({ a: () => completion("x") }, { singleFlight: true });
    await run(clock, create(body));
    await run(clock, create(body));
    expect(providers.a.calls).toHaveLength(2);
  });

  it("is for one tenant, one body, and calls that have not asked for an answer of their own", async () => {
    const { answer, release } = held();
    const { create, clock, providers } = bench({ a: answer }, { cache: true });
    const calls = [
      create(body),
      create(body, { tenant: "x" }),
      create({ ...body, temperature: 1 }),
      create(body, { cache: false }),
      create(body, { cache: false }),
      create(body, { cache: "refresh" }),
    ];
    await clock.advanceAsync(1);
    expect(providers.a.calls).toHaveLength(5);
    for (let i = 0; i < 5; i += 1) release();
    await Promise.all(calls);
  });

  it("is for one region", async () => {
    const { answer, release } = held();
    const models = {
      chat: [
        { target: "a/m", region: "eu" },
        { target: "b/m", region: "us" },
      ],
    };
    const { create, clock, providers } = bench({ a: answer, b: answer }, { singleFlight: true, models });
    const regions = ["us", ["eu", "us"], ["us", "eu"]] as const;
    const calls = regions.map((region) => create(body, { region }));
    await clock.advanceAsync(1);
    for (let i = 0; i < 2; i += 1) release();
    const targets = (await Promise.all(calls)).map(({ x_llmux }) => x_llmux.target);
    expect(targets).toEqual(["b/m@us", "a/m@eu", "a/m@eu"]);
    expect([providers.a.calls.length, providers.b.calls.length]).toEqual([1, 1]);
    const keys = outcome(create(body, { region: "eu", ...keyed() }));
    expect((await run(clock, create(body, { region: "us", ...keyed() }))).error).toMatchObject({ kind: "conflict" });
    release();
    await keys;
  });

  it("leaves one answer in the cache, also when the caller who began has gone", async () => {
    const { answer, release } = held();
    const { create, clock, providers } = bench({ a: answer }, { cache: true });
    const controller = new AbortController();
    const calls = [outcome(create(body, { signal: controller.signal })), outcome(create(body))];
    await clock.advanceAsync(1);
    controller.abort();
    release();
    await Promise.all(calls);
    expect((await run(clock, create(body))).value!.x_llmux.cache).toBe("hit");
    expect(providers.a.calls).toHaveLength(1);
  });

  it("has calls of different keys share a request too", async () => {
    const { answer, release } = held();
    const { create, clock, providers } = bench({ a: answer }, { singleFlight: true, ...priced });
    const calls = ["1", "2"].map((key) => create({ model: "chat", messages }, keyed(key)));
    await clock.advanceAsync(1);
    release();
    const reports = (await Promise.all(calls)).map((one) => one.x_llmux);
    expect(reports.map(({ shared, cost }) => [shared, cost.usd])).toEqual([
      [undefined, 15],
      [true, 0],
    ]);
    expect(providers.a.calls).toHaveLength(1);
  });
});

describe("over sockets", () => {
  it.each(["json", "sse"] as const)("a hundred calls with one key are one request, answered as %s", async (how) => {
    const { json, events } = WIRES.openai;
    const server = await nativeServer({ [how]: how === "json" ? json : framed.openai(events) });
    await using router = routerAt(server);
    const request = { model: "openai/gpt-5.5", messages, stream: how === "sse" } as ChatRequest;
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const answer = await router.chat.completions.create(request, keyed());
        return Symbol.asyncIterator in answer ? (await read(answer)).text : textOf(answer);
      }),
    );
    expect(answers).toEqual(Array(100).fill("hey"));
    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]!.headers["idempotency-key"]).toBe("order-7-1");
    await server.close();
  });
});
