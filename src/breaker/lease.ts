/** A probe that has not reported back. `until` is when its permit becomes void. */
export interface Lease {
  until: number;
  readonly ms: number;
}

/** Where an attempt has no limit at all, its probe has this one. */
const LONGEST_MS = 600_000;

export function leaseFrom(now: number, leaseMs: number): Lease {
  const ms = Number.isFinite(leaseMs) ? leaseMs : LONGEST_MS;
  return { until: now + ms, ms };
}
