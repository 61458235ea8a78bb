import "../../src/data/prices.ts";
import { createRouter, type EventName, type LlmuxEvent, type RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { EVENTS } from "../../src/options/schema.ts";
import { type Behaviour, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, inTurn, ok, run, streamed } from "../support/router.ts";
import { unhandledDuring } from "../support/unhandled.ts";

const SECRET = "the prompt nobody may log";
const body = { model: "chat", messages: [{ role: "user" as const, content: SECRET }], user: SECRET };
const priced = (behaviours: object): RouterOptions => ({
  prices: Object.fromEntries(Object.keys(behaviours).map((name) => [`${name}/m`, { input: 1, output: 1 }])),
});

async function typesOf(behaviours: Record<string, Behaviour>, request: typeof body & { stream?: boolean } = body) {
  const made = bench(behaviours, priced(behaviours));
  const { value } = await run(made.clock, made.create(request));
  if (value && Symbol.asyncIterator in value) {
    try {
      for await (const _ of value as AsyncIterable<unknown>);
    } catch {}
  }
  return { ...made, types: made.events.map((event) => event.type) };
}

describe("events", () => {
  it.each<[string, Record<string, Behaviour>, boolean, EventName[]]>([
    ["an answer", { a: ok }, false, ["call.start", "attempt.start", "attempt.end", "cost.recorded", "call.end"]],
    [
      "a stream",
      { a: () => chunks("x") },
      true,
      ["call.start", "attempt.start", "attempt.end", "cost.recorded", "call.end"],
    ],
    [
      "a repeat",
      { a: inTurn(() => fail(500), ok) },
      false,
      [
        "call.start",
        "attempt.start",
        "attempt.end",
        "retry",
        "attempt.start",
        "attempt.end",
        "cost.recorded",
        "call.end",
      ],
    ],
    [
      "a fallback",
      { a: () => fail(503), b: ok },
      false,
      [
        "call.start",
        "attempt.start",
        "attempt.end",
        "fallback",
        "attempt.start",
        "attempt.end",
        "cost.recorded",
        "call.end",
      ],
    ],
    ["a failure", { a: () => fail(400) }, false, ["call.start", "attempt.start", "attempt.end", "call.end"]],
    [
      "a cooldown",
      { a: () => fail(401) },
      false,
      ["call.start", "attempt.start", "attempt.end", "cooldown.start", "call.end"],
    ],
    [
      "a broken stream",
      { a: () => chunks("x").slice(0, 2) },
      true,
      ["call.start", "attempt.start", "attempt.end", "cost.recorded", "call.end"],
    ],
  ])("of %s come in order, under one call's id, with numbered attempts", async (_, behaviours, stream, expected) => {
    const { types, events, clock } = await typesOf(behaviours, { ...body, stream });
    expect(types).toEqual(expected);
    const ids = new Set(events.map((event) => "callId" in event && event.callId));
    expect(ids.size).toBe(1);
    const numbers = events.filter((event) => event.type === "attempt.start").map((event) => event.attempt);
    expect(numbers).toEqual(numbers.map((_number, i) => i + 1));
    for (const event of events) expect(event.at).toBeLessThanOrEqual(clock.now());
    for (const event of events)
      if (event.type.startsWith("attempt")) expect(event).toMatchObject({ target: expect.stringMatching(/^[ab]\/m$/) });
  });

  it("of the end tell how it ended", async () => {
    const good = await typesOf({ a: ok });
    expect(good.events.at(-1)).toMatchObject({
      status: "ok",
      target: "a/m",
      latencyMs: 0,
      report: { route: "chat", attempts: [{ status: "ok" }] },
    });
    const bad = await typesOf({ a: () => fail(400) });
    expect(bad.events.at(-1)).toMatchObject({
      status: "failed",
      fault: { kind: "invalid_request", status: 400 },
      report: { attempts: [{ status: "failed" }] },
    });
    const cut = await typesOf({ a: () => chunks("x").slice(0, 2) }, { ...body, stream: true });
    expect(cut.events.at(-1)).toMatchObject({ status: "failed", fault: { kind: "stream_truncated" } });
  });

  it("of a stream end when its body has ended, not at its beginning", async () => {
    const made = bench({ a: () => chunks("x", "y") });
    const { value } = await run(made.clock, made.create(streamed));
    expect(made.events.map((event) => event.type)).toEqual(["call.start", "attempt.start"]);
    expect(made.router.health().targets["a/m"]?.inFlight).toBe(1);
    for await (const _ of value!);
    expect(made.events.at(-1)).toMatchObject({ type: "call.end", status: "ok" });
    expect(made.router.health().targets["a/m"]?.inFlight).toBe(0);
  });

  it("hold no text of prompt or answer", async () => {
    const answer = "the answer nobody may log";
    const whole: Behaviour = (request) => (request.stream ? chunks(answer) : completion(answer));
    for (const [behave, stream] of [
      [whole, false],
      [whole, true],
      [inTurn(() => fail(503), whole), false],
    ] as const) {
      const { events } = await typesOf({ a: behave }, { ...body, stream });
      expect(events.length).toBeGreaterThan(4);
      expect(JSON.stringify(events)).not.toMatch(/nobody may log/);
    }
  });

  it("of listeners that throw or reject harm nobody: not the call, not the other listeners", async () => {
    const seen: string[] = [];
    const on = Object.fromEntries(EVENTS.map((name) => [name, () => Promise.reject(new Error("mine"))]));
    const made = bench({ a: () => fail(503), b: ok }, { ...priced, on });
    for (const name of EVENTS) {
      made.router.on(name, () => {
        throw new Error("mine");
      });
      made.router.on(name, (event: LlmuxEvent) => void seen.push(event.type));
    }
    const unhandled = await unhandledDuring(async () => {
      const { value } = await run(made.clock, made.create(body));
      expect(value?.x_llmux.target).toBe("b/m");
    });
    expect(unhandled).toEqual([]);
    expect(seen).toEqual(made.events.map((event) => event.type));
  });

  it("reach the `on` option as they reach router.on, whose result takes the listener off", async () => {
    const byOption: string[] = [];
    const byMethod: string[] = [];
    const made = bench({ a: ok }, { on: { "call.end": (event) => byOption.push(event.callId) } });
    const off = made.router.on("call.end", (event) => byMethod.push(event.callId));
    await run(made.clock, made.create(body));
    expect(byMethod).toEqual(byOption);
    off();
    off();
    await run(made.clock, made.create(body));
    expect([byOption.length, byMethod.length]).toEqual([2, 1]);
  });

  it("may add and take off listeners while they are told", async () => {
    const made = bench({ a: ok });
    let told = 0;
    const off = made.router.on("call.start", () => {
      told += 1;
      off();
    });
    for (let i = 0; i < 3; i += 1) await run(made.clock, made.create(body));
    expect(told).toBe(1);
  });

  it("of a circuit tell its changes", async () => {
    const made = bench({ a: () => fail(500) }, { retry: { maxRetries: 0 } });
    for (let i = 0; i < 5; i += 1) await run(made.clock, made.create(body));
    expect(made.events.filter((event) => event.type === "breaker.change")).toMatchObject([
      { target: "a/m", from: "closed", to: "open", openUntil: made.clock.now() + 10_000 },
    ]);
  });
});

describe("without listeners", () => {
  it("calls work as well", async () => {
    const router = createRouter({
      providers: {
        a: { name: "a", complete: async () => completion("x"), stream: () => Promise.reject(new Error("no")) },
      },
    });
    expect((await router.chat.completions.create({ ...body, model: "a/m" })).choices[0]?.message.content).toBe("x");
  });
});
