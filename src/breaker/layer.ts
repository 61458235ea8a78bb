import type { Breaker, Reluctance } from "../contract/breaker.ts";
import type { AttemptContext, Middleware } from "../contract/context.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Settlement } from "../contract/settlement.ts";

export type Verdict = "ok" | "failed" | "neutral";

/** What a breaker's refusal is to the call: `overloaded`, with the time until the next probe. */
export function circuitFault(refusal: { refused: "open" | "isolated"; retryAfterMs?: number }) {
  const message =
    refusal.refused === "isolated"
      ? "taken out of service by router.breaker(target).isolate()"
      : "its circuit is open after repeated failures";
  const retry = refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs };
  return { kind: "overloaded" as const, message, code: "circuit_open", ...retry };
}

const RELUCTANT: Readonly<Record<Reluctance, { readonly message: string; readonly code: string }>> = {
  silent: { message: "it has taken requests and answered none for longer than it usually takes", code: "silent" },
  recovering: { message: "it has just come back, and has as much to do as it is given at first", code: "recovering" },
};

/** A failure after a pause of this length may be the pause's doing: the other side has given up meanwhile, in milliseconds. */
const FROZEN_MS = 5000;

/** Takes the right to one attempt from the target's breaker, and reports how its body ended. */
export function breakerLayer(
  breakerOf: (target: string) => Breaker | undefined,
  verdict: (settlement: Settlement) => Verdict,
  leaseMs: (context: AttemptContext) => number,
  /** Runs `work`, whose changes of state are this call's doing. */
  onBehalf: <T>(callId: string, work: () => T) => T,
): Middleware<AttemptContext> {
  return function breaker(context, next) {
    const circuit = breakerOf(context.target.id);
    if (circuit === undefined) return next(context);
    const { callId } = context.call;
    const reluctance = context.forced ? undefined : circuit.reluctance();
    if (reluctance !== undefined && context.mayMoveOn()) {
      throw new FaultError({ kind: "overloaded", ...RELUCTANT[reluctance] });
    }
    const wish = { leaseMs: leaseMs(context), forced: context.forced, stream: context.stream };
    const permit = onBehalf(callId, () => circuit.acquire(wish));
    if ("refused" in permit) throw new FaultError(circuitFault(permit));
    const stoodMs = () => context.watch.stoodMs;
    if (context.stream) context.onCommit.push(() => onBehalf(callId, () => permit.commit(stoodMs())));
    context.defer((settlement) => {
      const judged = verdict(settlement);
      const ours = judged === "failed" && stoodMs() >= FROZEN_MS;
      onBehalf(callId, () => permit.settle(ours ? "neutral" : judged, stoodMs()));
    });
    return next(context);
  };
}
