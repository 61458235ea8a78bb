import type { BreakerOptions } from "../contract/breaker.ts";

type Pauses = Required<Pick<BreakerOptions, "resetTimeoutMs" | "maxResetTimeoutMs">>;

/**
 * Milliseconds an open circuit waits before a probe, after `failedProbes` probes of this outage have failed. The first
 * pause is exact; each failed probe doubles it up to the longest. Only the latest doubling is jittered, between half and
 * all of it, so that processes that opened together do not probe together.
 */
export function pauseMs(failedProbes: number, { resetTimeoutMs, maxResetTimeoutMs }: Pauses, random: number): number {
  if (failedProbes === 0) return resetTimeoutMs;
  const full = Math.min(maxResetTimeoutMs, resetTimeoutMs * 2 ** failedProbes);
  return Math.max(resetTimeoutMs, Math.round(full * (0.75 + 0.25 * random)));
}
