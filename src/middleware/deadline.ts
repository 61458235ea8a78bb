import type { Clock } from "../contract/clock.ts";
import type { CallContext, Middleware } from "../contract/context.ts";
import { FaultError } from "../contract/fault-error.ts";
import { LONGEST_MS } from "../lib/clock.ts";

/** Ends the call when its time is over: attempts, waits and fallbacks included. `msOf` is the call's or the router's option. */
export function deadlineLayer(
  clock: Clock,
  msOf: (context: CallContext) => number | undefined,
): Middleware<CallContext> {
  return function deadline(context, next) {
    const ms = msOf(context);
    if (ms === undefined || ms === Infinity) return next(context);
    const end = () => {
      const message = `the call's deadline of ${ms} ms is over (deadlineMs)`;
      context.controller.abort(new FaultError({ kind: "timeout", phase: "deadline", message }));
    };
    context.deadlineAt = clock.now() + ms;
    if (ms <= 0) end();
    if (ms > LONGEST_MS) return next(context);
    const timer = clock.setTimeout(end, Math.max(0, ms));
    context.defer(() => clock.clearTimeout(timer));
    return next(context);
  };
}
