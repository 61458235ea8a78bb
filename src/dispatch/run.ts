import type { Clock } from "../contract/clock.ts";
import type { CallContext } from "../contract/context.ts";
import type { Emit } from "../contract/events.ts";
import type { Fault } from "../contract/fault.ts";
import type { HedgeOptions } from "../contract/hedge.ts";
import type { OnInterrupt } from "../contract/interruption.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { Reply } from "../contract/reply.ts";
import type { RouteReport } from "../contract/report.ts";
import type { RetryOptions, Target } from "../contract/target.ts";
import type { AttemptRing, Classify } from "./attempt.ts";
import type { Admission, Candidate, Candidates } from "./candidates.ts";
import type { Leg } from "./pair.ts";
import type { Drawing } from "./plan.ts";
import type { RetryBudget } from "./retry-budget.ts";

export interface DispatchParts {
  readonly ring: AttemptRing;
  readonly admission: Admission;
  readonly classify: Classify;
  readonly retryOf: (target: Target, call: CallContext) => Required<RetryOptions>;
  readonly budget: RetryBudget;
  readonly hedging: Hedging;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: Emit;
  readonly report: (call: CallContext) => RouteReport;
  /** Tokens that fit the target's model; undefined if unknown. */
  readonly windowOf: (target: Target) => number | undefined;
  /** Whether the target's provider has a key that may be used now, other than these. */
  readonly hasOtherKey: (target: Target, keys: readonly number[]) => boolean;
  /** What follows when the call's stream breaks. */
  readonly onInterrupt: (call: CallContext) => OnInterrupt;
  /** Whether the target goes on with an answer that another one has begun. */
  readonly continues: (target: Target) => boolean;
  /** The error for a reader whose stream broke. */
  readonly interrupted: (call: CallContext, target: Target, fault: Fault, partial: PartialAnswer) => Error;
  /** When an open circuit last failed, if a forced probe may pass it now. */
  readonly forcible: (target: Target) => number | undefined;
}

export interface Hedging {
  /** How the candidate is to be hedged; undefined if it is not. */
  ruleFor(run: Run, candidate: Candidate): HedgeOptions | undefined;
  /** Asks the candidate, and the next one beside it when it is slow. Rejects when both have failed. */
  ask(run: Run, candidate: Candidate, rule: HedgeOptions, ask: AskTarget): Promise<Reply>;
}

export type AskTarget = (candidate: Candidate, leg: Leg) => Promise<Reply>;

/** A call on its way through its plan. */
export interface Run {
  readonly call: CallContext;
  readonly drawing: Drawing;
  readonly candidates: Candidates;
  /** Repeats used so far. */
  repeats: number;
  targets: number;
  /** The target asked last. */
  asked: Target | undefined;
  /** Whether the call has earned its part of a hedge, or has had its one hedge. */
  hedging: "earned" | "done" | undefined;
}
