import type { AttemptContext, Middleware, RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { type Behaviour, chunk, chunks, completion, fail } from "../support/memory-provider.ts";
import { body, hang, inTurn, ok, run, streamed } from "../support/router.ts";
import { ask, type Bench, benchOf, statuses } from "./hedge-bench.ts";

const race = { afterMs: 0 };
const reset = () => {
  throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
};

/** As `benchOf`, with behaviours that know its clock. */
function staged(
  make: (later: (ms: number, then: Behaviour) => Behaviour) => Parameters<typeof benchOf>[0],
  options = {},
) {
  const at: { clock?: Bench["clock"] } = {};
  const later =
    (ms: number, then: Behaviour): Behaviour =>
    async (...args) => {
      await new Promise<void>((resolve) => at.clock!.setTimeout(resolve, ms));
      return (await then(...args)) as never;
    };
  const made = benchOf(make(later), options);
  at.clock = made.clock;
  return made;
}

/** As `benchOf`, with something before each attempt. */
function layered(
  delays: Parameters<typeof benchOf>[0],
  before: (context: AttemptContext) => Promise<void>,
  options: RouterOptions = {},
) {
  const layer: Middleware<AttemptContext> = async function early(context, next) {
    await before(context);
    return await next(context);
  };
  return benchOf(delays, { layers: { attempt: [layer] }, ...options });
}

describe("the one that lost", () => {
  it("has ended, with its cost and its slot, before the winner has", async () => {
    const made = benchOf({ a: 80, b: 30 }, { hedge: race });
    await run(made.clock, made.create(body));
    const ends = made.events.flatMap((event) => (event.type === "attempt.end" ? [event.target] : []));
    expect(ends).toEqual(["a/m", "b/m"]);
  });

  it.each([false, true])("stays so when its answer comes in the same moment (streamed: %s)", async (stream) => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const answer: Behaviour = async (request) => {
      await gate;
      return (request.stream ? chunks("hi") : completion("hi")) as never;
    };
    const made = benchOf({ a: answer, b: answer }, { hedge: race });
    const work = made.create({ ...body, stream } as never);
    await made.clock.advanceAsync(10);
    open();
    const { value } = await run(made.clock, work);
    if (stream) for await (const _ of value as unknown as AsyncIterable<unknown>);
    const ends = made.events.flatMap((event) => (event.type === "attempt.end" ? [event.report.status] : []));
    expect(ends).toEqual(["aborted", "ok"]);
  });

  it("was never sent if it lost on its way", async () => {
    const ends: object[] = [];
    const made = layered({ a: 30, b: 1 }, async ({ target, defer }) => {
      if (target.id !== "b/m") return;
      defer(({ status, local }) => void ends.push({ status, local }));
      await new Promise<void>((resolve) => made.clock.setTimeout(resolve, 50));
    });
    const { value } = await ask(made, { hedge: race });
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m ok"]);
    expect(ends).toEqual([{ status: "aborted", local: true }]);
  });

  it("does not repeat after a reset while the other one is under way", async () => {
    const made = benchOf({ a: reset, b: 30 }, { hedge: race });
    await ask(made);
    expect(made.providers.a.calls.length).toBe(1);
  });

  it("is asked under another idempotency key", async () => {
    const made = benchOf({ a: 80, b: 30 }, { hedge: race });
    await ask(made);
    const [a, b] = [made.providers.a, made.providers.b].map(({ calls }) => calls[0]!.context.idempotencyKey);
    expect(a).not.toBe(b);
  });

  it("by its own failure is not asked again when the winner breaks off", async () => {
    const broken: Behaviour = async function* () {
      yield chunk({ content: "one" });
    } as never;
    const made = benchOf({ a: () => fail(500), b: broken }, { hedge: race, retry: { maxRetries: 0 } });
    const { value } = await run(made.clock, made.create(streamed, { onInterrupt: "restart" }));
    const read = (async () => {
      for await (const _ of value!);
    })();
    await expect(read).rejects.toThrow("b/m broke off");
    expect(made.providers.a.calls.length).toBe(1);
  });
});

describe("a second target that takes its time to be encoded for", () => {
  const encodedAfter = (made: Bench, ms: number) => {
    const prepare = async () => {
      await new Promise<void>((resolve) => made.clock.setTimeout(resolve, ms));
      return { native: {}, warnings: [] };
    };
    Object.assign(made.providers.b, { prepare });
    return made;
  };

  it("is not asked when the first has answered meanwhile", async () => {
    const made = encodedAfter(benchOf({ a: 150, b: 10 }), 100);
    const { value, ms } = await ask(made);
    expect([ms, statuses(value?.x_llmux.attempts)]).toEqual([150, ["a/m ok"]]);
    expect(made.events.filter(({ type }) => type === "hedge.start")).toEqual([]);
  });

  it("is not asked either while a stream is read that might be begun anew", async () => {
    const made = encodedAfter(
      staged((later) => ({
        a: async function* () {
          yield chunk({ content: "one" });
          await later(200, () => completion(""))({} as never, {} as never);
          yield* chunks("two");
        } as never,
        b: 10,
      })),
      100,
    );
    const { value } = await run(made.clock, made.create(streamed, { onInterrupt: "restart", hedge: race }));
    await run(
      made.clock,
      (async () => {
        for await (const _ of value!);
      })(),
    );
    expect(made.events.filter(({ type }) => type === "hedge.start")).toEqual([]);
  });

  it("is the next one, and no hedge, when the first has failed meanwhile", async () => {
    const made = encodedAfter(
      staged((later) => ({ a: later(150, () => fail(500)), b: 10 })),
      100,
    );
    const { value } = await ask(made);
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m failed", "b/m ok"]);
    expect(made.events.filter(({ type }) => type === "hedge.start")).toEqual([]);
  });
});

describe("when both fail", () => {
  it("the failure with fewer ways on decides: nobody is asked after a wrong request", async () => {
    const made = benchOf({ a: () => fail(500), b: () => fail(400), c: 5 }, { hedge: race });
    const { error } = await ask(made);
    expect(error?.kind).toBe("invalid_request");
    expect(made.providers.c.calls).toEqual([]);
  });

  it("one that was too small rules out those that are no larger", async () => {
    const tooLong = () => fail(400, { code: "context_length_exceeded" });
    const contextTokens = { "b/m": 1000, "c/m": 1000, "d/m": 2000 };
    const modelFacts = Object.fromEntries(Object.entries(contextTokens).map(([id, n]) => [id, { contextTokens: n }]));
    const made = benchOf({ a: () => fail(500), b: tooLong, c: 5, d: 5 }, { hedge: race, modelFacts });
    const { value } = await ask(made);
    expect(value?.x_llmux.target).toBe("d/m");
  });

  it("in the same moment, nothing is sent to the one that waits for its repeat when the other answers", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const refusing: Behaviour = () => gate.then(() => fail(500));
    const answer: Behaviour = () => completion("hi");
    let drawn = 0;
    const random = () => {
      drawn = (drawn + 0.37) % 1;
      return drawn;
    };
    const made = benchOf({ a: inTurn(refusing, answer), b: inTurn(refusing, answer) }, { hedge: race, random });
    const work = made.create(body);
    await made.clock.advanceAsync(10);
    open();
    const { value } = await run(made.clock, work);
    await made.clock.advanceAsync(2000);
    expect(value?.x_llmux.attempts.map(({ status }) => status)).toEqual(["failed", "failed", "ok"]);
    expect(made.providers.a.calls.length + made.providers.b.calls.length).toBe(3);
    expect(made.events.at(-1)?.type).toBe("call.end");
  });

  it("a repeat that is not sent, because the other answers meanwhile, takes nothing from the retry budget", async () => {
    const gates: (() => void)[] = [];
    const failing = (fields?: object): Behaviour => {
      return () => new Promise<void>((resolve) => void gates.push(resolve)).then(() => fail(500, fields));
    };
    const later = { headers: new Headers({ "retry-after": "2" }) };
    const made = benchOf(
      {
        a: inTurn(...Array(10).fill(failing(later)), () => fail(500), ok),
        b: inTurn(...Array(10).fill([failing(), ok]).flat()),
      },
      { breaker: false, retry: { budgetRatio: 0 } },
    );
    for (let i = 0; i < 10; i += 1) {
      const work = made.create(body, { hedge: race });
      await made.clock.advanceAsync(10);
      for (const go of gates.splice(0)) go();
      expect((await run(made.clock, work)).value?.x_llmux.target).toBe("b/m");
      await made.clock.advanceAsync(5000);
    }
    expect(made.events.filter(({ type }) => type === "retry").length).toBe(20);
    const { value } = await run(made.clock, made.create({ ...body, model: "a/m" }));
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m failed", "a/m ok"]);
  });

  it("one that was never sent decides nothing beside one that was", async () => {
    const refuse = async ({ target }: AttemptContext) => {
      if (target.id !== "a/m") return;
      await new Promise<void>((resolve) => made.clock.setTimeout(resolve, 50));
      throw new Error("not now");
    };
    const made: Bench = layered({ a: 5, b: () => fail(500), c: 5 }, refuse, { hedge: race });
    const { value } = await ask(made);
    expect(statuses(value?.x_llmux.attempts)).toEqual(["b/m failed hedge", "c/m ok"]);
    const moved = made.events.flatMap((event) => (event.type === "fallback" ? [[event.target, event.kind]] : []));
    expect(moved).toEqual([["b/m", "server_error"]]);
  });

  it("the call has had its hedge", async () => {
    const made = benchOf({ a: () => fail(500), b: () => fail(503), c: 500, d: 10 }, { hedge: race });
    const { value } = await ask(made);
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m failed", "b/m failed hedge", "c/m ok"]);
  });
});

describe("the right to hedge", () => {
  it("is given to a repeat, too", async () => {
    const made = benchOf({ a: inTurn(reset, hang), b: 30 });
    const { value, ms } = await ask(made);
    expect([value?.x_llmux.target, ms]).toEqual(["b/m", 130]);
  });

  it("without it the next target is still there for when the first fails", async () => {
    const made = staged((later) => ({
      a: inTurn(
        ...Array(15).fill(later(200, () => completion("a"))),
        later(200, () => fail(500)),
      ),
      b: 150,
    }));
    for (let i = 0; i < 15; i += 1) await run(made.clock, made.create(body));
    const hedges = made.providers.b.calls.length;
    const { value } = await ask(made);
    expect(statuses(value?.x_llmux.attempts)).toEqual(["a/m failed", "b/m ok"]);
    expect(made.providers.b.calls.length).toBe(hedges + 1);
  });

  it.each([0.05, 1])("is given back by a hedge that was never sent (of %d of the calls)", async (maxRatio) => {
    let refused = true;
    const refuse = async ({ target }: AttemptContext) => {
      if (refused && target.id === "b/m") throw new Error("not now");
    };
    const made = layered({ a: 300, b: 30 }, refuse, { retry: { budgetRatio: 0 } });
    const once = () => run(made.clock, made.create(body, { hedge: { afterMs: 100, maxRatio } }));
    for (let i = 0; i < 30; i += 1) await once();
    expect(made.providers.b.calls).toEqual([]);
    refused = false;
    expect((await once()).value?.x_llmux.target).toBe("b/m");
  });

  it("is given back where the slow target's retry budget is empty, for another target's sake", async () => {
    const made = staged(
      (later) => ({
        a: inTurn(
          ...Array(20).fill(() => fail(500)),
          later(300, () => completion("a")),
        ),
        b: 30,
        c: 300,
        d: 30,
      }),
      {
        models: { chat: ["a/m", "b/m"], other: ["c/m", "d/m"] },
        hedge: { afterMs: 100, maxRatio: 0.001 },
        retry: { budgetRatio: 0 },
        breaker: false,
      },
    );
    const call = async (model: string) => (await run(made.clock, made.create({ ...body, model }))).value?.x_llmux;
    for (let i = 0; i < 10; i += 1) await run(made.clock, made.create({ ...body, model: "a/m" }));
    expect(made.providers.a.calls.length).toBe(20);
    for (let i = 0; i < 10; i += 1) expect(statuses((await call("chat"))?.attempts)).toEqual(["a/m ok"]);
    expect(statuses((await call("other"))?.attempts)).toEqual(["c/m aborted lost to d/m", "d/m ok hedge"]);
  });

  it("leaves no timer behind where it was not used", async () => {
    const made = benchOf({ a: 50, b: 10 });
    await run(made.clock, made.create(body));
    expect(made.clock.pending).toBe(0);
  });
});

it("the time of a first one that failed tells nothing of what it usually takes", async () => {
  const made = staged(
    (later) => ({
      a: inTurn(
        ...Array(50).fill(later(1000, () => completion("a"))),
        later(1500, () => fail(500)),
      ),
      b: 600,
    }),
    { hedge: { afterPercentile: 90, maxRatio: 1 }, breaker: false },
  );
  for (let i = 0; i < 50; i += 1) await run(made.clock, made.create(body));
  for (let i = 0; i < 8; i += 1) expect((await run(made.clock, made.create(body))).ms).toBe(1600);
});

it("the time in which the process stood still tells nothing of what a target usually takes", async () => {
  const made = staged(
    (later) => ({
      a: inTurn(
        ...Array(50).fill(later(1000, () => completion("a"))),
        ...Array(8).fill(later(500, () => completion("a"))),
        later(60_000, () => completion("a")),
      ),
      b: 600,
    }),
    { hedge: { afterPercentile: 90, maxRatio: 1 }, breaker: false },
  );
  for (let i = 0; i < 50; i += 1) await run(made.clock, made.create(body));
  for (let i = 0; i < 8; i += 1) {
    const work = made.create(body);
    await made.clock.advanceAsync(100);
    made.clock.freeze(3_600_000);
    expect((await run(made.clock, work)).value?.x_llmux.target).toBe("a/m");
  }
  expect((await run(made.clock, made.create(body))).ms).toBe(1600);
});
