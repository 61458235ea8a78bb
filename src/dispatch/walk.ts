import type { Refused } from "../contract/context.ts";
import type { Fault } from "../contract/fault.ts";
import { MIN_ATTEMPT_MS } from "../contract/min-attempt.ts";
import type { Reply } from "../contract/reply.ts";
import { isAborted } from "../lib/quiet-controller.ts";
import { sleep } from "../lib/race.ts";
import { AttemptFailed, runAttempt } from "./attempt.ts";
import type { Candidate } from "./candidates.ts";
import { dispositionOf } from "./fault-table.ts";
import { createLighten } from "./lighten.ts";
import { overflowed } from "./overflow.ts";
import type { Leg } from "./pair.ts";
import { createAgain } from "./repeat-rule.ts";
import { repeat } from "./retry.ts";
import type { DispatchParts, Run } from "./run.ts";

/** Asks the candidate, and after it one target after the other; undefined when none has answered. */
export async function walk(
  parts: DispatchParts,
  run: Run,
  first: Candidate,
  forced: boolean,
): Promise<Reply | undefined> {
  let candidate: Candidate | undefined = first;
  while (candidate !== undefined && !isAborted(run.call.controller)) {
    run.targets += 1;
    run.asked = candidate.target;
    try {
      return await ask(parts, run, candidate, forced);
    } catch (error) {
      if (!(error instanceof AttemptFailed)) throw error;
      candidate = forced ? undefined : await nextAfter(parts, run, error);
    }
  }
  return undefined;
}

/** Asks one target, or two of them where the call is hedged. */
function ask(parts: DispatchParts, run: Run, candidate: Candidate, forced: boolean): Promise<Reply> {
  const rule = forced ? undefined : parts.hedging.ruleFor(run, candidate);
  if (rule === undefined) return askTarget(parts, run, candidate, { forced });
  return parts.hedging.ask(run, candidate, rule, (other, leg) => askTarget(parts, run, other, { forced, leg }));
}

/** Asks one target, repeats included. */
function askTarget(
  parts: DispatchParts,
  run: Run,
  candidate: Candidate,
  { forced, leg }: { readonly forced: boolean; readonly leg?: Leg },
): Promise<Reply> {
  const { call } = run;
  const { target } = candidate;
  const retry = parts.retryOf(target, call);
  let idempotencyKey = `${call.options.idempotencyKey ?? call.callId}-${run.targets}`;
  const refused: Refused = { keys: [] };
  let current = candidate;
  // Most targets never fail, and nothing is made for that.
  const makeAgain = () => {
    const lighten = createLighten(run, candidate, (lighter) => {
      current = lighter;
      // Another body is another request.
      idempotencyKey += "-lighter";
    });
    // Where both have failed at once, the other one may answer during the wait.
    const isLost = () => leg?.lostTo !== undefined;
    return createAgain(parts, run, target, { retry, refused, lighten, isLost });
  };
  let again: ReturnType<typeof makeAgain> | undefined;
  const lost = candidate.prepared?.warnings;
  if (lost && lost.length > 0) call.draft.warnings = call.draft.warnings.concat(lost);
  const hasMore = () => !forced && run.candidates.mayHaveMore();
  const mayMoveOn = leg === undefined ? hasMore : () => leg.accompanied || hasMore();
  return repeat(async function askOnce() {
    const hasNext = call.deadlineAt !== Infinity && hasMore();
    try {
      const plan = { candidate: current, retry, forced, hasNext, mayMoveOn, idempotencyKey, refused, leg };
      const reply = await runAttempt(parts, call, plan);
      parts.budget.success(target.id, retry.budgetRatio);
      return reply;
    } catch (error) {
      if (!(error instanceof AttemptFailed)) throw error;
      if (leg?.lostTo !== undefined) throw error;
      if (leg !== undefined) leg.failed = true;
      const { fault, local, cause } = error;
      const { failures } = run.candidates;
      const known = local && failures.some((failure) => failure.target.id === target.id);
      // A refusal of a target that has failed before says less than that failure: its circuit has opened, say.
      if (!known) failures.push({ target, fault, ...(cause instanceof Error && { cause }), ...(local && { local }) });
      if (local) run.candidates.note(target, fault);
      again ??= makeAgain();
      const mayAgain = again;
      // Not assigned as it is written: V8 would make it in old space.
      const decide = async () => !local && !forced && !leg?.accompanied && (await mayAgain(error));
      error.again = decide;
      throw error;
    }
  });
}

/** The target to ask after one has failed, when its fault lets the call move on. */
export async function nextAfter(
  parts: DispatchParts,
  run: Run,
  { fault, local, target: failed }: Pick<AttemptFailed, "fault" | "local" | "target">,
): Promise<Candidate | undefined> {
  const { call, candidates } = run;
  const { next } = dispositionOf(fault);
  if (!next || isAborted(call.controller)) return undefined;
  if (next === "larger_window") {
    const failedWindow = parts.windowOf(failed);
    if (failedWindow !== undefined) candidates.rule((target) => tooSmall(parts.windowOf(target), failedWindow));
  }
  const candidate = await candidates.peek();
  if (candidate === undefined) return await overflowed(run);
  const delay = local ? 0 : parts.retryOf(failed, call).fallbackDelayMs * 2 * parts.random();
  if (parts.clock.now() + delay + MIN_ATTEMPT_MS > call.deadlineAt) {
    candidates.refuse(candidate.target, {
      kind: "timeout",
      phase: "deadline",
      message: "too little of the deadline is left",
    });
    return undefined;
  }
  parts.emit({
    type: "fallback",
    at: parts.clock.now(),
    callId: call.callId,
    attempt: call.draft.attempts.length,
    target: failed.id,
    to: candidate.target.id,
    kind: fault.kind,
  });
  if (!(await sleep(parts.clock, delay, call.controller.signal))) return undefined;
  return await candidates.take();
}

/** Windows that are not known are given the benefit of the doubt. */
function tooSmall(window: number | undefined, failed: number): Fault | undefined {
  if (window === undefined || window > failed) return undefined;
  return {
    kind: "context_length",
    message: `its context window of ${window} tokens is no larger than the one that was too small`,
  };
}
