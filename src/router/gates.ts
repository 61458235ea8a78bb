import { AdaptiveLimit } from "../concurrency/adaptive-limit.ts";
import type { Gate } from "../concurrency/gate.ts";
import { fixedLimit } from "../concurrency/limit.ts";
import { Limiter } from "../concurrency/limiter.ts";
import type { Concurrency, ConcurrencyOptions, Slots } from "../contract/concurrency.ts";
import type { AttemptContext } from "../contract/context.ts";
import type { Target } from "../contract/target.ts";
import type { Cooldowns } from "../health/cooldowns.ts";
import type { Settings } from "../options/read.ts";
import { KeyPool } from "./key-pools.ts";

/** The slots of all targets and providers that have a limit, and the keys of those that have several. */
export interface Gates {
  /** The gates on the way to a target: its own, its provider's, that of its provider's keys. */
  of(target: Target, context?: AttemptContext): readonly Gate[];
  ofTarget(id: string): Slots | undefined;
  ofProvider(name: string): Slots | undefined;
  pool(provider: string): KeyPool | undefined;
}

const QUEUE_MAX = 100;

/** Undefined where nothing has a limit, and no provider several keys: then nothing is asked for. */
export function createGates({ targets, providers, clock }: Settings, cooldowns: Cooldowns): Gates | undefined {
  const now = () => clock.now();
  const byTarget = new Map<string, Gate>();
  const byProvider = new Map<string, Gate>();
  const pools = new Map<string, KeyPool>();
  for (const { id, settings } of targets.values()) {
    if (settings.concurrency) byTarget.set(id, gateOf(id, settings.concurrency, now));
  }
  for (const { name, concurrency, keys } of providers.values()) {
    if (concurrency) byProvider.set(name, gateOf(`provider ${name}`, concurrency, now));
    if (!keys) continue;
    const parts = { provider: name, keys, cooldowns, now, limiterOf: (given: Concurrency) => limiterOf(given, now) };
    pools.set(name, new KeyPool(parts));
  }
  if (byTarget.size + byProvider.size + pools.size === 0) return undefined;
  return {
    of(target, context) {
      const gates = [
        byTarget.get(target.id),
        byProvider.get(target.provider),
        pools.get(target.provider)?.gate(target.id, context),
      ];
      return gates.filter((gate) => gate !== undefined);
    },
    ofTarget: (id) => byTarget.get(id)?.limiters[0]?.slots,
    ofProvider: (name) => byProvider.get(name)?.limiters[0]?.slots,
    pool: (provider) => pools.get(provider),
  };
}

function gateOf(name: string, concurrency: Concurrency, now: () => number): Gate {
  return { name, limiters: [limiterOf(concurrency, now)], queueTimeoutMs: optionsOf(concurrency).queueTimeoutMs };
}

function limiterOf(concurrency: Concurrency, now: () => number): Limiter {
  const { max, queueMax = QUEUE_MAX } = optionsOf(concurrency);
  const limit = max === undefined ? new AdaptiveLimit(now) : fixedLimit(max);
  return new Limiter({ limit, queueMax, now });
}

function optionsOf(concurrency: Concurrency): Partial<ConcurrencyOptions> {
  return concurrency === "adaptive" ? {} : concurrency;
}
