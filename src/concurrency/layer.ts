import type { Clock } from "../contract/clock.ts";
import type { AttemptContext, Middleware } from "../contract/context.ts";
import type { Emit } from "../contract/events.ts";
import type { Settlement } from "../contract/settlement.ts";
import { type Ask, type Gate, refusal, takeFree, waitFor } from "./gate.ts";
import type { LoadSign } from "./limit.ts";
import type { Slot } from "./limiter.ts";
import { rankOf } from "./rank.ts";

export interface ConcurrencyParts {
  /** The gates an attempt passes, in this order. */
  gatesOf(context: AttemptContext): readonly Gate[];
  /** What the end of an attempt says about the load. */
  signOf(settlement: Settlement): LoadSign;
  readonly clock: Clock;
  readonly emit: Emit;
}

const QUEUE_TIMEOUT_MS = 1000;
/** Part of what is left of a deadline that may be spent in line. */
const SHARE = 0.1;

/** Takes a slot at each gate and holds it until the attempt has settled. Where one is full, waits only if no other target may be asked. */
export function concurrencyLayer(parts: ConcurrencyParts): Middleware<AttemptContext> {
  return async function concurrency(context, next) {
    const gates = parts.gatesOf(context);
    const ask = askOf(context);
    const hold = (slot: Slot) => {
      // Times in which this process stood still say nothing about the load.
      const hasStood = () => context.watch.stoodMs > 0;
      if (context.stream) {
        context.onCommit.push(() => {
          if (!hasStood()) slot.commit();
        });
      }
      context.defer((settlement) => slot.give(hasStood() ? "neutral" : parts.signOf(settlement)));
    };
    for (const gate of gates) {
      const slot = takeFree(gate, ask);
      if (slot !== undefined) hold(slot);
      else await queue(parts, context, gate, hold);
    }
    return await next(context);
  };
}

/** A repeat or a hedge ranks behind the first attempts of its priority. */
function askOf({ call, target, race }: AttemptContext): Ask {
  const { priority, tenant } = call.options;
  const extra = race?.hedge || call.draft.attempts.some((attempt) => attempt?.target === target.id);
  return { rank: rankOf(priority) + (extra ? 1 : 0), tenant };
}

async function queue(
  { clock, emit }: ConcurrencyParts,
  context: AttemptContext,
  gate: Gate,
  hold: (slot: Slot) => void,
): Promise<void> {
  if (gate.limiters.length > 0 && context.mayMoveOn()) throw refusal(gate);
  const from = clock.now();
  const left = context.call.deadlineAt - from;
  const timeoutMs = Math.round(gate.queueTimeoutMs ?? Math.min(QUEUE_TIMEOUT_MS, Math.max(0, left * SHARE)));
  let granted = false;
  try {
    await waitFor(gate, { ...askOf(context), clock, timeoutMs, signal: context.controller.signal, hold });
    granted = true;
  } finally {
    const { call, target } = context;
    emit({
      type: "queue.wait",
      at: clock.now(),
      callId: call.callId,
      target: target.id,
      waitMs: clock.now() - from,
      granted,
    });
  }
}
