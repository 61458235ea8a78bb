import fc from "fast-check";
import type { Chunk, Hedge, OnInterrupt } from "llmux";
import { expect, it } from "vitest";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { chunk, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, inTurn, messages } from "../support/router.ts";

type Step = (typeof STEPS)[number];
const STEPS = [
  "ok",
  "500",
  "503",
  "429",
  "401",
  "400",
  "reset",
  "hang",
  "cut",
  "late cut",
  "late error",
  "empty",
] as const;

const reset = () => {
  throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
};

async function* cut(given: Chunk[], after: () => unknown = () => {}): AsyncGenerator<Chunk> {
  yield* given;
  await after();
}

/** What one request to a target meets; streams may break where whole answers cannot. */
function behave(step: Step, stream: boolean) {
  const opening = [chunk({ role: "assistant", content: "" })];
  const table: Record<Step, () => unknown> = {
    ok: () => (stream ? chunks("a", "b") : completion("ab")),
    "500": () => fail(500),
    "503": () => fail(503),
    "429": () => fail(429, { headers: new Headers({ "retry-after": "1" }) }),
    "401": () => fail(401),
    "400": () => fail(400),
    reset,
    hang: () => new Promise(() => {}),
    cut: () => (stream ? cut(opening) : { choices: [] }),
    "late cut": () => (stream ? cut([...opening, chunk({ content: "a" })]) : completion("ab")),
    "late error": () => (stream ? cut([...opening, chunk({ content: "a" })], () => fail(500)) : completion("ab")),
    empty: () => (stream ? chunks() : completion("")),
  };
  return table[step]() as never;
}

const scenario = fc.record({
  targets: fc.array(fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 4,
  }),
  stream: fc.boolean(),
  calls: fc.integer({ min: 1, max: 4 }),
  abortAfter: fc.option(fc.integer({ min: 0, max: 3000 }), { nil: undefined }),
  leaveAfter: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  deadlineMs: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }),
  maxRetries: fc.integer({ min: 0, max: 3 }),
  onInterrupt: fc.constantFrom("error", "restart", "continue"),
  hedge: fc.constantFrom(false, { afterMs: 0 }, { afterMs: 100, maxRatio: 1 }),
});

/** Two answers that end as they begin: only one of them counts. */
const raced = {
  ...{
    targets: [["empty"], ["ok"]],
    stream: true,
    calls: 1,
    maxRetries: 0,
    onInterrupt: "error",
    hedge: { afterMs: 0 },
  },
  ...{ abortAfter: undefined, leaveAfter: undefined, deadlineMs: undefined },
} as never;

it("whatever the targets do: every call ends once, every attempt is counted once, nothing is left behind", async () => {
  // The first call of all loads the price catalogue, in real time.
  await bench({ a: () => completion("warm") }).create({ model: "chat", messages });
  await fc.assert(
    fc.asyncProperty(scenario, async (drawn) => {
      const { targets, stream, calls, abortAfter, leaveAfter, deadlineMs, maxRetries, onInterrupt, hedge } = drawn;
      const names = targets.map((_, i) => `t${i}`);
      const behaviours = Object.fromEntries(
        names.map((name, i) => [name, inTurn(...targets[i]!.map((step) => () => behave(step, stream)))]),
      );
      const { clock, create, providers, events, router } = bench(behaviours, {
        timeouts: { totalMs: 2000, firstTokenMs: 1500 },
        random: seededRandom(targets.length),
        ...{ onInterrupt: onInterrupt as OnInterrupt, hedge: hedge as Hedge },
      });
      const outcomes: string[] = [];
      const one = async () => {
        const controller = new AbortController();
        const timer = abortAfter === undefined ? undefined : clock.setTimeout(() => controller.abort(), abortAfter);
        const options = { signal: controller.signal, maxRetries, ...(deadlineMs !== undefined && { deadlineMs }) };
        try {
          const answer = await create({ model: "chat", messages, stream } as never, options);
          if (!stream) outcomes.push(answer.choices[0]!.message.content === "" ? "empty" : "ok");
          else outcomes.push(await read(answer as never, leaveAfter));
        } catch (error) {
          outcomes.push((error as { kind: string }).kind ?? `?? ${error}`);
        }
        if (timer !== undefined) clock.clearTimeout(timer);
      };
      const all = Promise.all(Array.from({ length: calls }, one));
      let done = false;
      void all.then(() => {
        done = true;
      });
      for (let i = 0; i < 2000 && !done; i += 1) {
        if (clock.pending > 0) await clock.advanceAsync(25);
        else await new Promise((resolve) => setImmediate(resolve));
      }
      expect(outcomes.length).toBe(calls);
      expect(outcomes.filter((outcome) => outcome.startsWith("??"))).toEqual([]);
      await clock.advanceAsync(600);
      const count = (type: string) => events.filter((event) => event.type === type).length;
      const asked = Object.values(providers).reduce((sum, provider) => sum + provider.calls.length, 0);
      expect(count("call.start")).toBe(count("call.end"));
      expect(count("attempt.start")).toBe(count("attempt.end"));
      expect(asked).toBeLessThanOrEqual(count("attempt.start"));
      expect(Object.values(router.health().targets).every(({ inFlight }) => inFlight === 0)).toBe(true);
      expect(clock.pending).toBe(0);
      for (const event of events) {
        if (event.type !== "call.end") continue;
        const { attempts, cost } = event.report;
        expect(attempts.length).toBe(
          events.filter((e) => e.type === "attempt.end" && e.callId === event.callId).length,
        );
        expect(attempts.filter(({ status }) => status === "ok").length).toBe(event.status === "ok" ? 1 : 0);
        expect(cost.usd === null).toBe(attempts.some(({ costUsd }) => costUsd === null));
        // A hedge may fail before the one beside it is repeated.
        if (hedge !== false) continue;
        const order = attempts.map(({ target }) => names.indexOf(target.split("/")[0]!));
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
    }),
    { numRuns: 150, examples: [[raced]] },
  );
}, 60_000);

async function read(stream: AsyncIterable<Chunk>, leaveAfter: number | undefined): Promise<string> {
  let text = "";
  let seen = 0;
  for await (const each of stream) {
    if (seen === leaveAfter) return "left";
    seen += 1;
    text += each.choices[0]?.delta.content ?? "";
  }
  return text === "ab" ? "ok" : text === "" ? "empty" : "aborted";
}
