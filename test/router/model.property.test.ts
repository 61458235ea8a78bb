import fc from "fast-check";
import type { Router } from "llmux";
import { expect, it } from "vitest";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { type Behaviour, chunk, chunks, completion, fail } from "../support/memory-provider.ts";
import { bench, body, streamed } from "../support/router.ts";

const TARGETS = ["a", "b", "c"] as const;
const MODES = ["ok", "503", "429", "hang", "cut"] as const;
const SLOTS = 3;
type Name = (typeof TARGETS)[number];
type Mode = (typeof MODES)[number];

/** What is known of the world without looking into the router. */
interface Model {
  readonly modes: Record<Name, Mode>;
  /** Calls. */
  begun: number;
}

type World = ReturnType<typeof world>;

function world() {
  const model: Model = { modes: { a: "ok", b: "ok", c: "ok" }, begun: 0 };
  const inside = { a: 0, b: 0, c: 0 };
  const peaks = { a: 0, b: 0, c: 0 };
  const server =
    (name: Name): Behaviour =>
    async (request, { signal }) => {
      inside[name] += 1;
      peaks[name] = Math.max(peaks[name], inside[name]);
      // What the router waits for ends with the attempt, whichever way that ends.
      const left = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      left.catch(() => {});
      const mode = model.modes[name];
      const answer = (async () => {
        await new Promise<void>((resolve) => void setup.clock.setTimeout(resolve, mode === "hang" ? 1e9 : 40));
        if (mode === "503") fail(503);
        if (mode === "429") fail(429, { headers: new Headers({ "retry-after": "1" }) });
      })();
      const done = () => {
        inside[name] -= 1;
      };
      await Promise.race([answer, left]).catch((error) => {
        done();
        throw error;
      });
      if (!request.stream) {
        done();
        return completion("hi");
      }
      return (async function* () {
        try {
          if (mode !== "cut") yield* chunks("a", "b");
          else yield* [chunk({ role: "assistant", content: "" }), chunk({ content: "a" })];
        } finally {
          done();
        }
      })() as never;
    };
  const setup = bench(
    { a: server("a"), b: server("b"), c: server("c") },
    {
      models: {
        chat: [
          { target: "a/m", concurrency: { max: SLOTS, queueMax: 2, queueTimeoutMs: 300 } },
          { strategy: "roundRobin", of: ["b/m", "c/m"] },
        ],
      },
      random: seededRandom(3),
      breaker: { consecutiveFailures: 2, resetTimeoutMs: 500, maxResetTimeoutMs: 2000 },
      retry: { maxRetries: 2, baseMs: 50, maxMs: 200 },
      timeouts: { firstTokenMs: 300, idleMs: 300, totalMs: 900 },
    },
  );
  const settled: Promise<unknown>[] = [];
  const aborts: AbortController[] = [];
  return { model, setup, peaks, inside, settled, aborts };
}

/** One call, read to its end. */
async function ask(router: Router, stream: boolean, signal: AbortSignal): Promise<void> {
  if (!stream) await router.chat.completions.create(body, { signal });
  else for await (const _ of await router.chat.completions.create(streamed, { signal }));
}

type Command = fc.AsyncCommand<Model, World>;

const calling = (stream: boolean): Command => ({
  check: () => true,
  async run(model, { setup, settled, aborts }) {
    model.begun += 1;
    const abort = new AbortController();
    aborts.push(abort);
    settled.push(ask(setup.router, stream, abort.signal).catch(() => {}));
    await setup.clock.advanceAsync(0);
  },
  toString: () => `call(stream: ${stream})`,
});

const turning = (target: Name, mode: Mode): Command => ({
  check: () => true,
  async run(model) {
    model.modes[target] = mode;
  },
  toString: () => `${target} → ${mode}`,
});

const aborting = (which: number): Command => ({
  check: ({ begun }) => begun > 0,
  async run(_, { setup, aborts }) {
    aborts[which % aborts.length]!.abort();
    await setup.clock.advanceAsync(0);
  },
  toString: () => `abort(${which})`,
});

const advancing = (ms: number): Command => ({
  check: () => true,
  async run(_, { setup }) {
    for (let left = ms; left > 0; left -= 100) {
      await setup.clock.advanceAsync(Math.min(left, 100));
      invariants(setup);
    }
  },
  toString: () => `advance(${ms})`,
});

/** What holds at any moment, as far as anybody outside can see. */
function invariants({ router, events }: World["setup"]): void {
  for (const [id, { inFlight, slots, circuit }] of Object.entries(router.health().targets)) {
    expect(inFlight).toBeGreaterThanOrEqual(0);
    expect(slots?.inFlight ?? 0).toBeLessThanOrEqual(SLOTS);
    if (circuit === "half_open") expect(probesOf(events, id)).toBeLessThanOrEqual(1);
  }
}

/** Attempts begun, and not ended, since the circuit became half open. */
function probesOf(events: World["setup"]["events"], id: string): number {
  const from = events.findLastIndex((event) => event.type === "breaker.change" && event.target === id);
  const last = events[from];
  if (last?.type !== "breaker.change" || last.to !== "half_open") return 0;
  return events.slice(from).filter((event) => event.type === "attempt.start" && event.target === id).length;
}

const commands = [
  fc.boolean().map(calling),
  fc.boolean().map(calling),
  fc.tuple(fc.constantFrom(...TARGETS), fc.constantFrom(...MODES)).map(([target, mode]) => turning(target, mode)),
  fc.nat(20).map(aborting),
  fc.integer({ min: 10, max: 900 }).map(advancing),
];

it("a router keeps its promises under any order of calls, faults, aborts and time", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: "max" }), async (steps) => {
      const real = world();
      const { setup, model, settled, peaks, inside } = real;
      await setup.router.explain(body);
      await fc.asyncModelRun(() => ({ model, real }), steps);
      // Whatever still hangs is ended by its allowances.
      for (let i = 0; i < 100; i += 1) await setup.clock.advanceAsync(100);
      await Promise.all(settled);
      const { events, router, clock } = setup;
      const of = (type: string) => events.filter((event) => event.type === type);
      expect(of("call.start").length).toBe(model.begun);
      const ends = of("call.end").map((event) => "callId" in event && event.callId);
      expect(new Set(ends).size).toBe(ends.length);
      expect(ends.length).toBe(model.begun);
      expect(of("attempt.end").length).toBe(of("attempt.start").length);
      for (const { inFlight, slots } of Object.values(router.health().targets)) {
        expect(inFlight).toBe(0);
        expect(slots?.inFlight ?? 0).toBe(0);
        expect(slots?.queued ?? 0).toBe(0);
      }
      expect(inside).toEqual({ a: 0, b: 0, c: 0 });
      expect(peaks.a).toBeLessThanOrEqual(SLOTS);
      for (const name of TARGETS)
        expect(repeatsOf(events, `${name}/m`)).toBeLessThanOrEqual(10 + of("attempt.end").length / 10);
      expect(clock.pending).toBeLessThanOrEqual(of("attempt.start").length);
    }),
    { seed: 11, numRuns: 40 },
  );
});

/** A bucket of 20, of which half may be taken, and a tenth for each success. */
function repeatsOf(events: World["setup"]["events"], id: string): number {
  return events.filter((event) => event.type === "retry" && event.target === id && event.delayMs > 0).length;
}
