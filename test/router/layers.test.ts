import "../../src/data/prices.ts";
import type { AttemptContext, CallContext, Middleware, Settlement } from "llmux";
import { describe, expect, it } from "vitest";
import { completion, fail } from "../support/memory-provider.ts";
import { bench, body, ok, run } from "../support/router.ts";

type CallLayer = Middleware<CallContext>;
type AttemptLayer = Middleware<AttemptContext>;

describe("layers of one's own", () => {
  it("run in the order given, once per call and once per attempt, and see the one end last in first out", async () => {
    const seen: string[] = [];
    const mark =
      <C extends CallContext | AttemptContext>(name: string): Middleware<C> =>
      async (context, next) => {
        context.defer(({ status }: Settlement) => void seen.push(`${name} ${status}`));
        seen.push(`${name} in`);
        try {
          return await next(context);
        } finally {
          seen.push(`${name} out`);
        }
      };
    const layers = {
      call: [mark<CallContext>("call 1"), mark<CallContext>("call 2")],
      attempt: [mark<AttemptContext>("attempt 1"), mark<AttemptContext>("attempt 2")],
    };
    const made = bench({ a: () => fail(503), b: ok }, { layers });
    await run(made.clock, made.create(body));
    const attempt = (status: string) => ["attempt 1 in", "attempt 2 in", `attempt 2 ${status}`, `attempt 1 ${status}`];
    const sorted = (list: string[]) => list.filter((entry) => !entry.endsWith(" out"));
    expect(sorted(seen)).toEqual([
      ...["call 1 in", "call 2 in"],
      ...attempt("failed"),
      ...attempt("ok"),
      ...["call 2 ok", "call 1 ok"],
    ]);
    expect(seen.filter((entry) => entry.endsWith(" out")).length).toBe(6);
  });

  it("in the call ring see what the cache answers too, and are within the deadline", async () => {
    let calls = 0;
    const slow: CallLayer = async (context, next) => {
      calls += 1;
      return await next(context);
    };
    const made = bench({ a: ok }, { cache: true, layers: { call: [slow] } });
    for (let i = 0; i < 2; i += 1) await run(made.clock, made.create(body, { deadlineMs: 100 }));
    expect([calls, made.providers.a.calls.length]).toEqual([2, 1]);
    const deadlines: number[] = [];
    const look: CallLayer = async (context, next) => {
      deadlines.push(context.deadlineAt - context.startedAt);
      return await next(context);
    };
    const bounded = bench({ a: ok }, { layers: { call: [look] } });
    await run(bounded.clock, bounded.create(body, { deadlineMs: 100 }));
    expect(deadlines).toEqual([100]);
  });

  it("may answer themselves: nothing is asked", async () => {
    const mine: CallLayer = async () => ({ kind: "completion", body: completion("mine") });
    const made = bench({ a: ok }, { layers: { call: [mine] } });
    const { value } = await run(made.clock, made.create(body));
    expect(value).toMatchObject({
      choices: [{ message: { content: "mine" } }],
      x_llmux: { target: "", attempts: [], cost: { usd: 0 } },
    });
    expect(made.providers.a.calls).toEqual([]);
    expect(made.events.map((event) => event.type)).toEqual(["call.start", "call.end"]);
  });

  it("in the call ring that throw reject the call, with the report and what they threw", async () => {
    const thrown = new Error("mine");
    const broken: CallLayer = () => Promise.reject(thrown);
    const made = bench({ a: ok }, { layers: { call: [broken] } });
    const { error } = await run(made.clock, made.create(body));
    expect(error).toMatchObject({
      kind: "server_error",
      message: "mine",
      cause: thrown,
      attempts: [],
      report: { route: "chat" },
    });
    expect(made.events.at(-1)).toMatchObject({ type: "call.end", status: "failed" });
  });

  it("that throw after next leave nothing in flight", async () => {
    const broken: CallLayer = async (context, next) => {
      await next(context);
      throw new Error("after");
    };
    const made = bench({ a: ok }, { layers: { call: [broken] } });
    expect((await run(made.clock, made.create(body))).error).toMatchObject({
      message: "after",
      attempts: [{ status: "ok" }],
    });
    expect(made.router.health().targets["a/m"]).toMatchObject({ circuit: "closed", inFlight: 0 });
    expect(made.clock.pending).toBe(0);
  });

  it("in the attempt ring that throw fail their attempt alone, before anything is sent", async () => {
    const picky: AttemptLayer = async (context, next) => {
      if (context.target.provider === "a") throw new Error("not this one");
      return await next(context);
    };
    const made = bench({ a: ok, b: ok }, { layers: { attempt: [picky] } });
    const { value } = await run(made.clock, made.create(body));
    expect(value?.x_llmux).toMatchObject({
      target: "b/m",
      attempts: [{ target: "b/m" }],
      skipped: [{ target: "a/m", reason: expect.stringContaining("not this one") }],
    });
    expect(made.providers.a.calls).toEqual([]);
  });

  it("that call next twice are refused the second time: no second attempt is made", async () => {
    const twice: CallLayer = async function twice(context, next) {
      await next(context);
      return await next(context);
    };
    const made = bench({ a: ok }, { layers: { call: [twice] } });
    expect((await run(made.clock, made.create(body))).error?.message).toBe("twice called next() twice");
    expect(made.providers.a.calls.length).toBe(1);
  });

  it("may change the request for one attempt", async () => {
    const add: AttemptLayer = (context, next) =>
      next(context.operation === "chat" ? { ...context, request: { ...context.request, seed: 7 } } : context);
    const made = bench({ a: ok }, { layers: { attempt: [add] } });
    expect((await run(made.clock, made.create(body))).value).toBeDefined();
    expect(made.providers.a.calls[0]?.request.seed).toBe(7);
  });
});
