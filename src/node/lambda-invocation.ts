import { systemClock } from "../lib/clock.ts";
import { within } from "../lib/within.ts";
import { type LambdaEvent, requestOf } from "./lambda-event.ts";

export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What is left of the function's time for what comes after the calls, in milliseconds. */
const SETTLE_MS = 500;
/** And for the answer itself. */
const RETURN_MS = 100;

/** One invocation: its request, the context for the handler, and the end of what was begun. */
export function invocation(event: LambdaEvent, context: LambdaContext, signal?: AbortSignal) {
  const left = (kept: number) => Math.max(0, context.getRemainingTimeInMillis() - kept);
  const begun: Promise<unknown>[] = [];
  return {
    request: requestOf(event, signal),
    around: {
      waitUntil: (work: Promise<unknown>) => void begun.push(work),
      deadlineMs: () => left(SETTLE_MS),
    },
    /** Resolves when all that `waitUntil` was given has ended, or shortly before the function is stopped. */
    done: () => within(systemClock, left(RETURN_MS), Promise.allSettled(begun)),
  };
}
