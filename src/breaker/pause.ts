import type { BreakerOptions } from "../contract/breaker.ts";

type Pauses = Required<Pick<BreakerOptions, "resetTimeoutMs" | "maxResetTimeoutMs">>;

/** Part of an outage by which its end may be noticed late. */
const SHARE = 0.1;

/**
 * Milliseconds an open circuit waits before its next probe, `outageMs` after it opened: the first pause again, and in a
 * long outage a tenth of how long it has lasted. So whoever comes back is asked within one first pause, or within a tenth of
 * the time it was away. What is longer than the first is jittered, between three quarters and all of it, so that processes
 * that opened together do not probe together.
 */
export function pauseMs(outageMs: number, { resetTimeoutMs, maxResetTimeoutMs }: Pauses, random: number): number {
  const grown = Math.min(maxResetTimeoutMs, outageMs * SHARE) * (0.75 + 0.25 * random);
  return Math.max(resetTimeoutMs, Math.round(grown));
}
