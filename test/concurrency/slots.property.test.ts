import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Gate, takeFree, waitFor } from "../../src/concurrency/gate.ts";
import { fixedLimit } from "../../src/concurrency/limit.ts";
import { Limiter, type Slot } from "../../src/concurrency/limiter.ts";
import { fakeClock } from "../support/fake-clock.ts";

type Step =
  | { do: "ask"; rank: number; tenant: string; timeoutMs: number }
  | { do: "finish" | "abort"; which: number }
  | { do: "advance"; ms: number };

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("ask" as const),
      rank: fc.constantFrom(0, 1, 1, 2, 3.5),
      tenant: fc.constantFrom("a", "b", "c"),
      timeoutMs: fc.integer({ min: 0, max: 3000 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("finish" as const), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("abort" as const), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.nat(70_000) }) },
) as fc.Arbitrary<Step>;

/** A gate of one or more limiters, and everybody who is in it or in line. */
function model(maxes: readonly number[], queueMax: number) {
  const clock = fakeClock();
  const limiters = maxes.map((max) => new Limiter({ limit: fixedLimit(max), queueMax, now: clock.now }));
  const gate: Gate = { name: "x", limiters, queueTimeoutMs: undefined };
  const held: Slot[] = [];
  const waiting = new Map<AbortController, { granted: boolean }>();
  const ends = { granted: 0, refused: 0 };

  function ask({ rank, tenant, timeoutMs }: Extract<Step, { do: "ask" }>): void {
    const slot = takeFree(gate, { rank, tenant });
    if (slot) {
      held.push(slot);
      return;
    }
    const controller = new AbortController();
    const entry = { granted: false };
    waiting.set(controller, entry);
    const hold = (granted: Slot) => {
      expect(entry.granted).toBe(false);
      entry.granted = true;
      waiting.delete(controller);
      held.push(granted);
    };
    waitFor(gate, { rank, tenant, clock, timeoutMs, signal: controller.signal, hold }).then(
      () => {
        ends.granted += 1;
      },
      () => {
        expect(entry.granted).toBe(false);
        waiting.delete(controller);
        ends.refused += 1;
      },
    );
  }

  const at = <T>(list: readonly T[], which: number) => list[which % Math.max(1, list.length)];

  function run(next: Step): void {
    if (next.do === "ask") ask(next);
    else if (next.do === "advance") clock.advance(next.ms);
    else if (next.do === "abort") at([...waiting.keys()], next.which)?.abort(new Error("aborted"));
    else {
      const slot = at(held, next.which);
      if (slot === undefined) return;
      held.splice(held.indexOf(slot), 1);
      slot.give("ok");
      slot.give("ok");
    }
  }

  function check(): void {
    let inFlight = 0;
    for (const [i, { slots }] of limiters.entries()) {
      expect(slots.inFlight).toBeGreaterThanOrEqual(0);
      expect(slots.inFlight).toBeLessThanOrEqual(maxes[i]!);
      expect(slots.queued).toBeLessThanOrEqual(queueMax);
      // Nobody waits before slots of which all may be used.
      if (slots.queued > 0) expect(slots.inFlight).toBeGreaterThan(0);
      inFlight += slots.inFlight;
    }
    expect(inFlight).toBe(held.length);
  }

  return { clock, limiters, held, run, check };
}

describe("slots under any sequence of events", () => {
  it("are never too many, never lost, and leave nobody in line for ever", async () => {
    const shape = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(shape, fc.nat(4), fc.array(step, { maxLength: 60 }), async (maxes, queueMax, steps) => {
        const { clock, limiters, held, run, check } = model(maxes, queueMax);
        for (const next of steps) {
          run(next);
          check();
        }
        while (held.length > 0) run({ do: "finish", which: 0 });
        await clock.advanceAsync(100_000);
        while (held.length > 0) run({ do: "finish", which: 0 });
        for (const { slots } of limiters) expect(slots).toMatchObject({ inFlight: 0, queued: 0 });
        expect(clock.pending).toBe(0);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
