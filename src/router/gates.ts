import { AdaptiveLimit } from "../concurrency/adaptive-limit.ts";
import type { Gate } from "../concurrency/gate.ts";
import { fixedLimit } from "../concurrency/limit.ts";
import { Limiter } from "../concurrency/limiter.ts";
import type { Concurrency, ConcurrencyOptions, Slots } from "../contract/concurrency.ts";
import type { Target } from "../contract/target.ts";
import type { Settings } from "../options/read.ts";

/** The slots of all targets and providers that have a limit. */
export interface Gates {
  /** The gates on the way to a target: its own, then its provider's. */
  of(target: Target): readonly Gate[];
  ofTarget(id: string): Slots | undefined;
  ofProvider(name: string): Slots | undefined;
}

const QUEUE_MAX = 100;

/** Undefined where nothing has a limit: then nothing is asked for. */
export function createGates({ targets, providers, clock }: Settings): Gates | undefined {
  const now = () => clock.now();
  const byTarget = new Map<string, Gate>();
  const byProvider = new Map<string, Gate>();
  for (const { id, settings } of targets.values()) {
    if (settings.concurrency) byTarget.set(id, gateOf(id, settings.concurrency, now));
  }
  for (const { name, concurrency } of providers.values()) {
    if (concurrency) byProvider.set(name, gateOf(`provider ${name}`, concurrency, now));
  }
  if (byTarget.size === 0 && byProvider.size === 0) return undefined;
  return {
    of: ({ id, provider }) => [byTarget.get(id), byProvider.get(provider)].filter((gate) => gate !== undefined),
    ofTarget: (id) => byTarget.get(id)?.limiters[0]?.slots,
    ofProvider: (name) => byProvider.get(name)?.limiters[0]?.slots,
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
