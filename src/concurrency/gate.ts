import type { Clock } from "../contract/clock.ts";
import type { Fault } from "../contract/fault.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Limiter, Queued, Slot } from "./limiter.ts";

/** Limiters of which an attempt needs a slot in one: that of its target, of its provider, or of any of its keys. */
export interface Gate {
  /** Whose slots they are, for messages. */
  readonly name: string;
  readonly limiters: readonly Limiter[];
  /** Longest wait, in milliseconds; undefined: 1000, or a tenth of what is left of the deadline. */
  readonly queueTimeoutMs: number | undefined;
  /** Told which of the limiters gave the slot. */
  chosen?(index: number): void;
}

/** Who asks. */
export interface Ask {
  readonly rank: number;
  readonly tenant: string | undefined;
}

export interface Wait extends Ask {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called at once with the slot, before anybody else can run. */
  hold(slot: Slot): void;
}

/** Takes a free slot: that of the limiter with fewest attempts under way, the first of these in order. */
export function takeFree(gate: Gate, { rank }: Ask): Slot | undefined {
  for (const index of fewestFirst(gate.limiters)) {
    const slot = gate.limiters[index]!.take(rank);
    if (slot === undefined) continue;
    gate.chosen?.(index);
    return slot;
  }
  return undefined;
}

function fewestFirst(limiters: readonly Limiter[]): number[] {
  const order = limiters.map((_, index) => index);
  if (order.length === 1) return order;
  const busy = limiters.map(({ slots }) => slots.inFlight);
  return order.sort((a, b) => busy[a]! - busy[b]!);
}

/** Waits in line at all of the gate's limiters; the first slot wins. Rejects when the time is over, or the signal aborts. */
export function waitFor(gate: Gate, wait: Wait): Promise<void> {
  const { clock, timeoutMs, signal, rank, tenant } = wait;
  return new Promise((resolve, reject) => {
    const lines = new Map<Limiter, Queued>();
    const end = (finish: () => void) => {
      clock.clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      for (const [limiter, queued] of lines) limiter.leave(queued);
      lines.clear();
      finish();
    };
    const leave = (limiter: Limiter) => {
      lines.delete(limiter);
      if (lines.size === 0)
        end(() =>
          reject(refusal(gate, "a call of higher priority, or of a tenant with fewer in line, took its place")),
        );
    };
    const onAbort = () => end(() => reject(signal.reason));
    const late = () => end(() => reject(refusal(gate, `no slot came free within ${timeoutMs} ms (queueTimeoutMs)`)));
    const timer = clock.setTimeout(late, timeoutMs);
    signal.addEventListener("abort", onAbort, { once: true });
    for (const [index, limiter] of gate.limiters.entries()) {
      const queued: Queued = {
        rank,
        tenant,
        since: clock.now(),
        grant: (slot) =>
          end(() => {
            wait.hold(slot);
            gate.chosen?.(index);
            resolve();
          }),
        giveWay: () => leave(limiter),
      };
      if (limiter.join(queued)) lines.set(limiter, queued);
    }
    if (signal.aborted) onAbort();
    else if (lines.size === 0)
      end(() => reject(refusal(gate, "as many calls as may wait for one already do (queueMax)")));
  });
}

/** Why there is no slot: all are taken, and `more`. */
export function refusal({ name, limiters }: Gate, more?: string): FaultError {
  if (limiters.length === 0) {
    const message = `none of ${name} may be used now`;
    return new FaultError({ kind: "overloaded", message, code: "queue_refused" });
  }
  const limit = limiters.reduce((sum, { slots }) => sum + slots.limit, 0);
  const all = limit === 1 ? `the slot of ${name} is taken` : `all ${limit} slots of ${name} are taken`;
  const fault: Fault = {
    kind: "overloaded",
    message: more === undefined ? all : `${all}: ${more}`,
    code: more === undefined ? "slots_taken" : "queue_refused",
  };
  return new FaultError(fault);
}
