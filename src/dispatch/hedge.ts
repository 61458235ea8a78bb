import type { Clock } from "../contract/clock.ts";
import type { CallContext } from "../contract/context.ts";
import type { Emit } from "../contract/events.ts";
import type { Hedge, HedgeOptions } from "../contract/hedge.ts";
import { MIN_ATTEMPT_MS } from "../contract/min-attempt.ts";
import { isStreamed } from "../contract/operation.ts";
import type { Reply } from "../contract/reply.ts";
import type { Target } from "../contract/target.ts";
import { AttemptFailed } from "./attempt.ts";
import type { Candidate } from "./candidates.ts";
import { dispositionOf } from "./fault-table.ts";
import type { createHedgeBudget } from "./hedge-budget.ts";
import { hedgeDelayMs, mayRunTwice, ratioOf } from "./hedge-rule.ts";
import type { createLatencies } from "./latencies.ts";
import { Pair } from "./pair.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { AskTarget, Hedging, Run } from "./run.ts";

export interface HedgeParts {
  /** What holds for a call whose node says `node`. */
  readonly hedgeOf: (call: CallContext, node: Hedge | undefined) => Hedge | undefined;
  /** Whether a target's circuit is closed: a probe is no place for a second request. */
  readonly isSteady: (target: Target) => boolean;
  readonly budget: RetryBudget;
  readonly hedges: ReturnType<typeof createHedgeBudget>;
  readonly latencies: ReturnType<typeof createLatencies>;
  readonly clock: Clock;
  readonly emit: Emit;
}

const LOST = 2;

/** What the first target's time tells of it: one that lost would have taken longer. Counted as no longer it would draw the percentile down. */
export function learnedMs(ms: number, hasLost: boolean): number {
  return hasLost ? ms * LOST : ms;
}

/** That there was no second attempt is nobody's failure. */
const NO_HEDGE = new Error("not hedged");

/** Asks a call's next target beside one that is slow, once per call; the first content wins, and the other is cancelled. */
export class Hedger implements Hedging {
  readonly #parts: HedgeParts;
  readonly #hedges: HedgeParts["hedges"];
  readonly #latencies: HedgeParts["latencies"];

  constructor(parts: HedgeParts) {
    this.#parts = parts;
    this.#hedges = parts.hedges;
    this.#latencies = parts.latencies;
  }

  ruleFor(run: Run, { target, asked }: Candidate): HedgeOptions | undefined {
    if (run.hedging === "done") return undefined;
    const rule = this.#parts.hedgeOf(run.call, run.drawing.hedges?.get(target.id)) || undefined;
    if (rule === undefined || !mayRunTwice(asked)) return undefined;
    if (run.hedging === undefined) this.#hedges.earn(ratioOf(rule) ?? 0);
    run.hedging = "earned";
    return rule;
  }

  async ask(run: Run, candidate: Candidate, rule: HedgeOptions, ask: AskTarget): Promise<Reply> {
    const { clock } = this.#parts;
    const pair = new Pair();
    const first = pair.begin(candidate.target);
    const key = keyOf(candidate.target, run);
    const delayMs = hedgeDelayMs(rule, (percentile) => this.#latencies.within(key, percentile));
    const asked = ask(candidate, first);
    const hedged = slow(clock, delayMs, asked).then(() => this.#hedge(run, pair, rule, ask));
    try {
      return await Promise.any([asked, hedged]);
    } catch (error) {
      throw decisive((error as AggregateError).errors);
    } finally {
      for (const leg of pair.legs) if (leg.lostTo !== undefined && !leg.failed) run.candidates.putBack(leg.target);
      const measured = !first.failed && !first.stood && rule.afterPercentile !== undefined;
      if (measured) this.#latencies.add(key, learnedMs(clock.now() - first.startedAt, first.lostTo !== undefined));
    }
  }

  async #hedge(run: Run, pair: Pair, rule: HedgeOptions, ask: AskTarget): Promise<Reply> {
    const { clock, emit } = this.#parts;
    const first = pair.legs[0]!;
    const next = await run.candidates.peek();
    // While it was looked at, the first one may have ended.
    if (next === undefined || first.failed || pair.winner !== undefined) throw NO_HEDGE;
    if (!this.#isFit(run, next.target) || !run.candidates.claim(next)) throw NO_HEDGE;
    const giveBack = this.#take(first.target, rule);
    if (giveBack === undefined) {
      run.candidates.putBack(next.target);
      throw NO_HEDGE;
    }
    run.hedging = "done";
    run.targets += 1;
    emit({
      type: "hedge.start",
      at: clock.now(),
      callId: run.call.callId,
      target: first.target.id,
      to: next.target.id,
      afterMs: clock.now() - first.startedAt,
    });
    try {
      return await ask(next, pair.begin(next.target));
    } catch (error) {
      if (error instanceof AttemptFailed && error.local) giveBack();
      throw error;
    }
  }

  /** Whether the target is healthy, and usually quick enough for what is left of the deadline. */
  #isFit(run: Run, target: Target): boolean {
    const usualMs = this.#latencies.within(keyOf(target, run), 50) ?? MIN_ATTEMPT_MS;
    return this.#parts.clock.now() + usualMs <= run.call.deadlineAt && this.#parts.isSteady(target);
  }

  /** Takes the right to hedge `slow`; gives what gives it back, or undefined if there is none. */
  #take(slow: Target, rule: HedgeOptions): (() => void) | undefined {
    if (ratioOf(rule) === undefined) return () => {};
    if (!this.#hedges.take()) return undefined;
    const { budget } = this.#parts;
    if (!budget.take(slow.id)) {
      this.#hedges.giveBack();
      return undefined;
    }
    return () => {
      this.#hedges.giveBack();
      budget.success(slow.id, 1);
    };
  }
}

function keyOf({ id }: Target, { call }: Run): string {
  return `${isStreamed(call) ? "stream" : call.operation} ${id}`;
}

/** Resolves when `work` has taken `ms`; rejects when it has ended before, or is not to be waited for. */
function slow(clock: Clock, ms: number | undefined, work: Promise<unknown>): Promise<void> {
  if (ms === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = ms === undefined ? undefined : clock.setTimeout(resolve, ms);
    const end = () => {
      if (timer !== undefined) clock.clearTimeout(timer);
      reject(NO_HEDGE);
    };
    work.then(end, end);
  });
}

/** Of two failures the one that leaves fewer ways on, else that of the first target. */
function decisive(errors: readonly unknown[]): unknown {
  const [first, ...others] = errors.filter((error) => error !== NO_HEDGE);
  return [first, ...others].reduce((most, error) => (rank(error) < rank(most) ? error : most), first);
}

function rank(error: unknown): number {
  if (!(error instanceof AttemptFailed)) return 0;
  if (error.local) return 4;
  const { next } = dispositionOf(error.fault);
  return next === false ? 1 : next === "larger_window" ? 2 : 3;
}
