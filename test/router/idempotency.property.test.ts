import "../../src/data/prices.ts";
import fc from "fast-check";
import type { ChatCompletion, ChatStream } from "llmux";
import { expect, it } from "vitest";
import { type Behaviour, chunks, completion } from "../support/memory-provider.ts";
import { bench, body, streamed } from "../support/router.ts";

const TTL_MS = 1000;
const KEYS = ["k1", "k2"];

type Step =
  | { readonly do: "call"; readonly key: number; readonly how: "whole" | "stream" | "usage" }
  | { readonly do: "leave"; readonly who: number }
  | { readonly do: "go on" | "fail"; readonly key: number }
  | { readonly do: "wait"; readonly ms: number };

const key = fc.nat(KEYS.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("call" as const), key, how: fc.constantFrom("whole", "stream", "usage") }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("leave" as const), who: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("go on" as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fail" as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat(TTL_MS * 2) }) },
);

const BODIES = { whole: body, stream: streamed, usage: { ...streamed, stream_options: { include_usage: true } } };

/** A request under way: `word(fault)` lets it go on to its answer, or from a stream's first word to its end. */
interface Request {
  readonly key: string;
  readonly streamed: boolean;
  words: number;
  readonly word: (fault?: boolean) => void;
}

function upstream() {
  const open: Request[] = [];
  let requests = 0;
  const answer: Behaviour = (request, { signal, idempotencyKey }) => {
    requests += 1;
    let told: (fault?: boolean) => void = () => {};
    const mine: Request = {
      key: idempotencyKey.slice(0, 2),
      streamed: request.stream === true,
      words: 0,
      word: (fault) => told(fault),
    };
    const close = () => void open.splice(open.indexOf(mine), 1);
    open.push(mine);
    const word = () =>
      new Promise<void>((resolve, reject) => {
        told = (fault) => (fault ? reject(new Error("no")) : resolve());
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    if (!request.stream)
      return word()
        .then(() => completion("one two"))
        .finally(close);
    return (async function* () {
      try {
        const [first, second, ...rest] = chunks("one ", "two");
        await word();
        yield first!;
        yield second!;
        await word();
        yield* rest;
      } finally {
        close();
      }
    })();
  };
  return { open, answer, requests: () => requests };
}

/** What the router should do: who is aboard of each key's request, and until when its answer is given again. */
interface Model {
  aboard: number[];
  keptUntil: number;
}

async function endOf(made: Promise<ChatCompletion | ChatStream>) {
  try {
    const answer = await made;
    if (!(Symbol.asyncIterator in answer)) return { end: "ok", text: answer.choices[0]!.message.content };
    let text = "";
    for await (const chunk of answer) text += chunk.choices[0]?.delta.content ?? "";
    return { end: (await answer.settled).status, text };
  } catch (error) {
    return { end: (error as { kind: string }).kind === "aborted" ? "aborted" : "failed", text: "" };
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  const { open, answer, requests } = upstream();
  const { create, clock, events, router } = bench(
    { a: answer },
    {
      breaker: false,
      retry: { maxRetries: 0 },
      timeouts: { firstTokenMs: false, idleMs: false, totalMs: false },
      idempotency: { ttlMs: TTL_MS },
      models: { chat: [{ target: "a/m", price: { input: 1e6, output: 1e6 }, concurrency: { max: 50 } }] },
    },
  );
  const models = KEYS.map((): Model => ({ aboard: [], keptUntil: -1 }));
  const expected: string[] = [];
  const seen: string[] = [];
  const controllers: AbortController[] = [];
  let wanted = 0;
  const done = (who: readonly number[], end: string) => {
    for (const one of who) expected[one] = end;
  };
  const run: { [Name in Step["do"]]: (step: Extract<Step, { do: Name }>) => void } = {
    call({ key, how }) {
      const who = controllers.length;
      const controller = new AbortController();
      controllers.push(controller);
      const model = models[key]!;
      if (model.aboard.length > 0) model.aboard.push(who);
      else if (clock.now() <= model.keptUntil) done([who], "ok");
      else {
        wanted += 1;
        model.aboard = [who];
      }
      const options = { idempotencyKey: KEYS[key]!, signal: controller.signal };
      void endOf(create(BODIES[how], options)).then(({ end, text }) => {
        seen[who] = end;
        if (end === "ok") expect(text).toBe("one two");
      });
    },
    leave({ who }) {
      if (who >= controllers.length) return;
      controllers[who]!.abort();
      const model = models.find(({ aboard }) => aboard.includes(who));
      if (!model) return;
      model.aboard = model.aboard.filter((one) => one !== who);
      done([who], "aborted");
    },
    "go on"({ key }) {
      const request = open.find((one) => one.key === KEYS[key]);
      if (!request) return;
      request.words += 1;
      request.word();
      if (request.streamed && request.words < 2) return;
      const model = models[key]!;
      done(model.aboard, "ok");
      if (model.aboard.length > 0) model.keptUntil = clock.now() + TTL_MS;
      model.aboard = [];
    },
    fail({ key }) {
      const request = open.find((one) => one.key === KEYS[key]);
      if (!request) return;
      request.word(true);
      done(models[key]!.aboard, "failed");
      models[key]!.aboard = [];
    },
    wait: ({ ms }) => clock.advance(ms),
  };
  for (const one of steps) {
    run[one.do](one as never);
    await clock.advanceAsync(0);
    expect(requests()).toBe(wanted);
    expect(open.length).toBe(models.filter(({ aboard }) => aboard.length > 0).length);
    expect(seen).toEqual(expected);
  }
  for (const controller of controllers) controller.abort();
  await clock.advanceAsync(2000);
  expect(seen.filter(Boolean)).toHaveLength(controllers.length);
  expect(clock.pending).toBe(0);
  const { inFlight, slots } = router.health().targets["a/m"]!;
  expect([inFlight, slots!.inFlight, open.length]).toEqual([0, 0, 0]);
  const ends = events.filter((event) => event.type === "call.end");
  expect(ends).toHaveLength(controllers.length);
  const paid = ends.reduce((sum, { report }) => sum + report.cost.usd!, 0);
  const charged = events.reduce((sum, event) => sum + (event.type === "cost.recorded" ? event.cost.usd! : 0), 0);
  expect(paid).toBe(charged);
  expect(ends.flatMap(({ report }) => report.attempts)).toHaveLength(requests());
}

it("one request under way per key, every call one end, every charge paid once: whatever callers, answers and time do", async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), play), { seed: 20_261_127, numRuns: 60 });
});
