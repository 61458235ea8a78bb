import { AdaptiveLimit } from "../concurrency/adaptive-limit.ts";
import type { Gate } from "../concurrency/gate.ts";
import { fixedLimit } from "../concurrency/limit.ts";
import { Limiter } from "../concurrency/limiter.ts";
import type { Concurrency, ConcurrencyOptions, Slots } from "../contract/concurrency.ts";
import type { AttemptContext } from "../contract/context.ts";
import type { Target } from "../contract/target.ts";
import type { Settings } from "../options/read.ts";
import { KeyPool } from "./key-pools.ts";
import type { Lasting } from "./lasting.ts";

/** The slots of all targets and providers that have a limit, and the keys of those that have several. */
export interface Gates {
  /** The gates on the way to a target: its own, its provider's, that of its provider's keys. */
  of(target: Target, context?: AttemptContext): readonly Gate[];
  ofTarget(id: string): Slots | undefined;
  ofProvider(name: string): Slots | undefined;
  pool(provider: string): KeyPool | undefined;
}

const QUEUE_MAX = 100;

/**
 * Undefined where nothing has a limit, and no provider several keys: then nothing is asked for. A limit that a new configuration
 * leaves as it was goes on counting.
 */
export function createGates({ targets, providers, clock }: Settings, { cooldowns, shelf }: Lasting): Gates | undefined {
  const now = () => clock.now();
  const gate = (name: string, limit: Concurrency) => shelf.take(`gate ${name}`, limit, () => gateOf(name, limit, now));
  const byTarget = new Map<string, Gate>();
  const byProvider = new Map<string, Gate>();
  const pools = new Map<string, KeyPool>();
  for (const { id, settings } of targets.values()) {
    if (settings.concurrency) byTarget.set(id, gate(id, settings.concurrency));
  }
  for (const { name, concurrency, keys } of providers.values()) {
    if (concurrency) byProvider.set(name, gate(`provider ${name}`, concurrency));
    if (!keys) continue;
    const parts = { provider: name, keys, cooldowns, now, limiterOf: (given: Concurrency) => limiterOf(given, now) };
    const limits = keys.map((key) => key.concurrency);
    pools.set(
      name,
      shelf.take(`keys of ${name}`, limits, () => new KeyPool(parts)),
    );
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
