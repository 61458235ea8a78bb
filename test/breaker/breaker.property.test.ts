import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Permit } from "../../src/contract/breaker.ts";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { bench } from "./bench.ts";

const LONGEST_LEASE = 5000;
const LONGEST_PAUSE = 40_000;
const settings = { consecutiveFailures: 3, volumeThreshold: 4, resetTimeoutMs: 5000, maxResetTimeoutMs: LONGEST_PAUSE };

type Step =
  | { do: "acquire"; leaseMs: number; forced: boolean }
  | { do: "settle"; which: number; verdict: "ok" | "failed" | "neutral" }
  | { do: "commit" | "vanish"; which: number }
  | { do: "advance"; ms: number }
  | { do: "open" | "close" };

const which = fc.nat(20);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record<Step>({ do: fc.constant("acquire"), leaseMs: fc.nat(LONGEST_LEASE), forced: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record<Step>({
      do: fc.constant("settle"),
      which,
      verdict: fc.constantFrom("ok", "failed", "failed", "neutral"),
    }),
  },
  { weight: 2, arbitrary: fc.record<Step>({ do: fc.constantFrom("commit", "vanish"), which }) },
  {
    weight: 4,
    arbitrary: fc.record<Step>({ do: fc.constant("advance"), ms: fc.integer({ min: -2000, max: 12_000 }) }),
  },
  { weight: 1, arbitrary: fc.record<Step>({ do: fc.constantFrom("open", "close") }) },
) as fc.Arbitrary<Step>;

/** A permit in somebody's hands, and what the model knows of it. */
interface Held {
  readonly permit: Permit;
  /** How many openings and closings there had been. */
  epoch: number;
  probing: boolean;
}

function model(seed: number) {
  const { breaker, clock, changes } = bench(settings, seededRandom(seed));
  const held: Held[] = [];
  let probe: Held | undefined;
  let reset = 0;
  const epoch = () => reset + changes.filter((change) => !change.endsWith("half_open")).length;
  const face = () => ({ state: breaker.state, openUntil: breaker.openUntil, failed: breaker.lastFailureAt });
  const take = (index: number) => held.splice(index % Math.max(1, held.length), 1)[0];

  /** Nothing but the passing of time may have moved: what is due is brought in first. */
  function unchanged(action: () => void): void {
    const before = face();
    action();
    expect(face()).toEqual(before);
  }

  const steps: { [Kind in Step["do"]]: (step: Extract<Step, { do: Kind }>) => void } = {
    acquire({ leaseMs, forced }) {
      const look = breaker.look();
      const { state } = breaker;
      const live = probe?.epoch === epoch() ? probe : undefined;
      const answer = breaker.acquire({ leaseMs, forced });
      if (!forced) expect("refused" in answer ? answer : undefined).toEqual(look);
      if ("refused" in answer) {
        expect(state).not.toBe("closed");
        if (forced) expect(live).toBeDefined();
        return;
      }
      expect(answer.probe).toBe(state !== "closed");
      const mine = { permit: answer, epoch: epoch(), probing: answer.probe };
      held.push(mine);
      if (!answer.probe) return;
      expect(live).toBeUndefined();
      expect(breaker.state).toBe(leaseMs === 0 ? "open" : "half_open");
      probe = mine;
    },
    settle({ which, verdict }) {
      const mine = take(which);
      if (mine === undefined) return;
      const { state } = breaker;
      const stale = mine.epoch !== epoch();
      if (probe === mine) probe = undefined;
      if (stale || (verdict === "neutral" && !mine.probing)) return unchanged(() => mine.permit.settle(verdict));
      mine.permit.settle(verdict);
      if (mine.probing) expect(breaker.state === "closed").toBe(verdict === "ok");
      else expect(state).toBe("closed");
      if (verdict === "failed") expect(breaker.lastFailureAt).toBe(clock.now());
      unchanged(() => mine.permit.settle("failed"));
    },
    commit({ which }) {
      const mine = held[which % Math.max(1, held.length)];
      if (mine === undefined) return;
      breaker.look();
      if (mine.epoch !== epoch() || !mine.probing) return unchanged(() => mine.permit.commit());
      mine.permit.commit();
      expect(breaker.state).toBe("closed");
      mine.probing = false;
      mine.epoch = epoch();
      probe = undefined;
    },
    vanish({ which }) {
      take(which);
    },
    advance({ ms }) {
      clock.advance(ms);
      breaker.look();
    },
    open() {
      const count = epoch();
      breaker.open();
      expect(breaker.state).toBe("open");
      if (epoch() === count) reset += 1;
    },
    close() {
      const count = epoch();
      breaker.close();
      expect(breaker.state).toBe("closed");
      if (epoch() === count) reset += 1;
    },
  };

  return { breaker, clock, changes, run: (step: Step) => steps[step.do](step as never) };
}

describe("a breaker under any sequence of events", () => {
  it("has one probe at a time, ignores what is stale, and is never shut for ever", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.nat(), (steps, seed) => {
        const { breaker, clock, changes, run } = model(seed);
        for (const step of steps) run(step);
        clock.advance(LONGEST_LEASE + LONGEST_PAUSE);
        expect(breaker.look()).toBeUndefined();
        const permit = breaker.acquire({ leaseMs: 1000 });
        if ("refused" in permit) throw new Error("refused for ever");
        permit.settle("ok");
        expect(breaker.state).toBe("closed");
        expect(clock.pending).toBe(0);
        let state = "closed";
        for (const change of changes) {
          expect(change.split(">")[0]).toBe(state);
          state = change.split(">")[1]!.split(" ")[0]!;
        }
        expect(state).toBe("closed");
      }),
      { numRuns: 1000 },
    );
  });

  it("opens exactly when its rules, written out plainly, say so", () => {
    const outcome = fc.record({ ok: fc.boolean(), waitMs: fc.oneof(fc.constant(0), fc.nat(3000)) });
    const rules = fc.record({
      inARow: fc.integer({ min: 2, max: 8 }),
      volume: fc.nat(12),
      percentage: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), rules, (outcomes, { inARow, volume, percentage }) => {
        const { breaker, clock, permit } = bench({
          consecutiveFailures: inARow,
          volumeThreshold: volume,
          errorThresholdPercentage: percentage,
        });
        const started = clock.now();
        const seen: { bucket: number; ok: boolean }[] = [];
        for (const [i, { ok, waitMs }] of outcomes.entries()) {
          if (i > 0) clock.advance(waitMs);
          permit().settle(ok ? "ok" : "failed");
          const bucket = Math.floor((clock.now() - started) / 1000);
          seen.push({ bucket, ok });
          const recent = seen.filter((one) => one.bucket > bucket - 10);
          const failures = recent.filter((one) => !one.ok).length;
          const row = seen.length - 1 - seen.findLastIndex((one) => one.ok);
          const tooMany = recent.length >= volume && failures * 100 >= percentage * recent.length;
          const open = !ok && (tooMany || row >= inARow);
          expect(breaker.state).toBe(open ? "open" : "closed");
          if (open) return;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
