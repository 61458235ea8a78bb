import type { Refused } from "../contract/context.ts";
import type { Fault } from "../contract/fault.ts";
import { MIN_ATTEMPT_MS } from "../contract/min-attempt.ts";
import type { RetryOptions, Target } from "../contract/target.ts";
import { sleep } from "../lib/race.ts";
import type { AttemptFailed } from "./attempt.ts";
import { backoffMs, toldDelayMs } from "./backoff.ts";
import { dispositionOf } from "./fault-table.ts";
import { otherCredential } from "./other-credential.ts";
import type { DispatchParts, Run } from "./run.ts";

interface AgainParts {
  readonly retry: Required<RetryOptions>;
  readonly refused: Refused;
  /** Whether the request has been rid of what the target refused. */
  readonly lighten: (fault: Fault) => Promise<boolean>;
  /** Whether another target has answered in the place of this one. */
  readonly isLost: () => boolean;
}

/**
 * Decides whether a target that failed is asked again, and waits for it: at once after a reset connection, with another
 * credential, or without a parameter that was refused, otherwise only when no other target is left; within the call's repeats, its deadline and the target's retry
 * budget.
 */
export function createAgain(
  parts: DispatchParts,
  run: Run,
  target: Target,
  { retry, refused, lighten, isLost }: AgainParts,
): (error: Pick<AttemptFailed, "fault" | "key" | "renewable">) => Promise<boolean> {
  let repeats = 0;
  let reset = false;
  return async function again(error) {
    const { fault } = error;
    const { call } = run;
    const rule = dispositionOf(fault).retry;
    const tooLate = parts.clock.now() + MIN_ATTEMPT_MS > call.deadlineAt;
    if (tooLate || run.repeats >= retry.maxRetries || call.controller.signal.aborted) return false;
    const other =
      otherCredential(parts, target, error, refused) ?? ((await lighten(fault)) ? ("free" as const) : undefined);
    if (other === undefined && rule === "never") return false;
    const afterReset = fault.resetBeforeResponse === true && !reset;
    const atOnce = afterReset || other !== undefined;
    if (!atOnce && (await run.candidates.peek()) !== undefined) return false;
    if (rule === "once" && repeats > 0 && other === undefined) return false;
    const first = rule === "at_once" && repeats === 0;
    const delayMs = atOnce || first ? 0 : delayOf(fault, retry, repeats, parts.random);
    if (delayMs === undefined || parts.clock.now() + delayMs + MIN_ATTEMPT_MS > call.deadlineAt) return false;
    if (other !== "free" && !parts.budget.take(target.id)) return false;
    reset ||= afterReset;
    repeats += 1;
    run.repeats += 1;
    const attempt = call.draft.attempts.length;
    parts.emit({
      type: "retry",
      at: parts.clock.now(),
      callId: call.callId,
      attempt,
      target: target.id,
      kind: fault.kind,
      delayMs,
    });
    const mayGo = (await sleep(parts.clock, delayMs, call.controller.signal)) && !isLost();
    // What is not sent is no load.
    if (!mayGo && other !== "free") parts.budget.success(target.id, 1);
    return mayGo;
  };
}

/** A told time is a floor; one beyond the longest wait is not waited for. */
function delayOf(
  fault: Fault,
  retry: Required<RetryOptions>,
  repeats: number,
  random: () => number,
): number | undefined {
  if (fault.retryAfterMs === undefined) return backoffMs(repeats, retry, random());
  return fault.retryAfterMs > retry.maxRetryAfterMs ? undefined : toldDelayMs(fault.retryAfterMs, random());
}
