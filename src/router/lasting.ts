import { type BreakerRegistry, createBreakerRegistry } from "../breaker/registry.ts";
import type { Emit } from "../contract/events.ts";
import { createRetryBudget, type RetryBudget } from "../dispatch/retry-budget.ts";
import { type Cooldowns, createCooldowns } from "../health/cooldowns.ts";
import type { Settings } from "../options/read.ts";
import { isKey } from "./key-pools.ts";
import { Shelf } from "./shelf.ts";

/** What a router keeps from one configuration to the next. */
export interface Lasting {
  readonly breakers: BreakerRegistry;
  readonly cooldowns: Cooldowns;
  /** Targets whose provider has said that it takes nothing more for a while. */
  readonly pauses: Cooldowns;
  readonly budget: RetryBudget;
  /** Transport, cache, SDK clients, slots: kept as long as the configuration asks for the same. */
  readonly shelf: Shelf;
  /** Runs `work`; a circuit that changes meanwhile does so on behalf of this call. */
  onBehalf<T>(callId: string, work: () => T): T;
}

type BreakerChange = Parameters<typeof createBreakerRegistry>[0]["onChange"];

/** @param retire Runs what it is given once every call under way has ended. */
export function createLasting(settings: Settings, emit: Emit, retire: (close: () => unknown) => void): Lasting {
  const { clock, random, breaker } = settings;
  let callId: string | undefined;
  const onChange: BreakerChange = (target, from, to, openUntil) => {
    const cause = { ...(callId !== undefined && { callId }), ...(openUntil !== undefined && { openUntil }) };
    emit({ type: "breaker.change", at: clock.now(), target, from, to, ...cause });
  };
  return {
    breakers: createBreakerRegistry({ settings: breaker ?? {}, clock, random, onChange }),
    cooldowns: createCooldowns(clock, { isTried: (name) => !isKey(name) }),
    pauses: createCooldowns(clock, { isTried: () => false }),
    budget: createRetryBudget({ ratio: settings.retry.budgetRatio }),
    shelf: new Shelf(retire),
    onBehalf(id, work) {
      callId = id;
      try {
        return work();
      } finally {
        callId = undefined;
      }
    },
  };
}
