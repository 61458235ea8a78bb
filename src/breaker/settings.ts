import type { BreakerOptions } from "../contract/breaker.ts";
import { withDefaults } from "../lib/defaults.ts";

/** A breaker's options with every default in place; what is turned off is Infinity, 0 or false. */
export type BreakerSettings = Required<Omit<BreakerOptions, "consecutiveFailures" | "slowStartMs" | "scope">> & {
  readonly consecutiveFailures: number;
  readonly slowStartMs: number;
};

const DEFAULTS = {
  errorThresholdPercentage: 50,
  volumeThreshold: 10,
  windowMs: 10_000,
  resetTimeoutMs: 10_000,
  maxResetTimeoutMs: 300_000,
  slowStartMs: 30_000,
  silence: true,
};
const CONSECUTIVE_FAILURES = 5;

/** Who gives `volumeThreshold` alone wants only the rate to count. */
export function settingsOf(options: BreakerOptions): BreakerSettings {
  const { consecutiveFailures, volumeThreshold, slowStartMs } = options;
  const inARow = consecutiveFailures ?? (volumeThreshold === undefined ? CONSECUTIVE_FAILURES : false);
  return {
    ...withDefaults(DEFAULTS, { ...options, slowStartMs: slowStartMs === false ? 0 : slowStartMs }),
    consecutiveFailures: inARow === false ? Infinity : inARow,
  };
}
