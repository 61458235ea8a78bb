import type { Clock } from "../contract/clock.ts";
import type { CallContext } from "../contract/context.ts";
import type { Emit } from "../contract/events.ts";
import type { RouteReport } from "../contract/report.ts";
import type { RetryOptions, Target } from "../contract/target.ts";
import type { AttemptRing, Classify } from "./attempt.ts";
import type { Admission, Candidates } from "./candidates.ts";
import type { RetryBudget } from "./retry-budget.ts";

export interface DispatchParts {
  readonly ring: AttemptRing;
  readonly admission: Admission;
  readonly classify: Classify;
  readonly retryOf: (target: Target, call: CallContext) => Required<RetryOptions>;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: Emit;
  readonly report: (call: CallContext) => RouteReport;
  /** Tokens that fit the target's model; undefined if unknown. */
  readonly windowOf: (target: Target) => number | undefined;
  /** Whether the target's provider has a key that may be used now, other than these. */
  readonly hasOtherKey: (target: Target, keys: readonly number[]) => boolean;
  /** When an open circuit last failed, if a forced probe may pass it now. */
  readonly forcible: (target: Target) => number | undefined;
}

/** A call on its way through its plan. */
export interface Run {
  readonly call: CallContext;
  readonly candidates: Candidates;
  /** Repeats used so far. */
  repeats: number;
  targets: number;
  /** The largest context window known to be too small, in tokens; -1 if none. */
  tooSmall: number;
}
