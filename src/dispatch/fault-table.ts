import { FAULT_KINDS, type Fault, type FaultKind } from "../contract/fault.ts";

/** What follows from a failure. */
export interface Disposition {
  /**
   * Asking the same target again, within `maxRetries`, the retry budget and the deadline. `backoff`: after a jittered
   * wait; `at_once`: likewise, but the first time without waiting; `told`: after the time the provider named; `once`: a
   * single time, after a jittered wait.
   */
  readonly retry: "backoff" | "at_once" | "told" | "once" | "never";
  /** Asking the next target; `larger_window`: only those that take more tokens. */
  readonly next: boolean | "larger_window";
  /** What it means to the target's circuit. */
  readonly breaker: "failed" | "neutral";
  /** How long the target is left alone: `told` as long as the provider named; milliseconds, or longer if it named longer. */
  readonly cooldownMs?: number | "told";
  /** What the attempt is taken to have cost: nothing, its input, what was generated until then, all of it. */
  readonly cost: "none" | "input" | "partial" | "full";
}

/** A disposition with the fault's own times put in. */
export interface Ruling extends Omit<Disposition, "cooldownMs"> {
  readonly cooldownMs: number | undefined;
}

const MINUTE_MS = 60_000;

/** What each kind of failure leads to as long as nothing of the answer has been handed on. The only such table. */
export const DISPOSITIONS = {
  invalid_request: { retry: "never", next: false, breaker: "neutral", cost: "none" },
  context_length: { retry: "never", next: "larger_window", breaker: "neutral", cost: "none" },
  request_too_large: { retry: "never", next: true, breaker: "neutral", cost: "none" },
  unsupported: { retry: "never", next: true, breaker: "neutral", cost: "none" },
  content_filter: { retry: "never", next: false, breaker: "neutral", cost: "none" },
  config: { retry: "never", next: true, breaker: "neutral", cost: "none" },
  auth: { retry: "never", next: true, breaker: "neutral", cooldownMs: 5 * MINUTE_MS, cost: "none" },
  permission: { retry: "never", next: true, breaker: "neutral", cooldownMs: 5 * MINUTE_MS, cost: "none" },
  model_not_found: { retry: "never", next: true, breaker: "neutral", cooldownMs: 5 * MINUTE_MS, cost: "none" },
  quota_exhausted: { retry: "never", next: true, breaker: "neutral", cooldownMs: 15 * MINUTE_MS, cost: "none" },
  rate_limit: { retry: "told", next: true, breaker: "neutral", cooldownMs: "told", cost: "none" },
  overloaded: { retry: "backoff", next: true, breaker: "failed", cooldownMs: "told", cost: "none" },
  timeout: { retry: "backoff", next: true, breaker: "failed", cost: "input" },
  connection: { retry: "at_once", next: true, breaker: "failed", cost: "none" },
  server_error: { retry: "backoff", next: true, breaker: "failed", cost: "none" },
  stream_truncated: { retry: "once", next: true, breaker: "failed", cost: "partial" },
  stream_error: { retry: "once", next: true, breaker: "failed", cost: "partial" },
  bad_generation: { retry: "once", next: true, breaker: "neutral", cost: "full" },
  conflict: { retry: "once", next: true, breaker: "neutral", cost: "none" },
  aborted: { retry: "never", next: false, breaker: "neutral", cost: "partial" },
} satisfies Record<FaultKind, Disposition>;

/** What this failure leads to. */
export function dispositionOf(fault: Fault): Ruling {
  const row = rowOf(fault);
  return {
    ...row,
    retry: row.retry === "told" && fault.retryAfterMs === undefined ? "backoff" : row.retry,
    cooldownMs: cooldownMs(row.cooldownMs, fault.retryAfterMs),
  };
}

/** A 2xx answer that is none is treated as one that was cut: what came of it may have been generated. */
function rowOf(fault: Fault): Disposition {
  const { kind, noAnswer } = fault;
  if (kind === "timeout") return timedOut(fault);
  return noAnswer ? DISPOSITIONS.stream_truncated : DISPOSITIONS[kind];
}

/** The end of a call's deadline, or an allowance that it had cut short, says nothing about the target. */
function timedOut({ phase, curtailed }: Fault): Disposition {
  const row: Disposition = DISPOSITIONS.timeout;
  const ended = phase === "deadline";
  return {
    ...row,
    retry: ended || phase === "total" ? "never" : row.retry,
    next: ended ? false : row.next,
    breaker: ended || curtailed ? "neutral" : row.breaker,
  };
}

function cooldownMs(fixed: Disposition["cooldownMs"], told: number | undefined): number | undefined {
  if (fixed === undefined || told === undefined) return fixed === "told" ? undefined : fixed;
  return fixed === "told" ? told : Math.max(fixed, told);
}

/** Whether a failure speaks of more load than its target bears, so that an adaptive limit shrinks. */
export function isCrowded({ kind, phase, curtailed }: Fault): boolean {
  if (kind !== "timeout") return kind === "rate_limit" || kind === "overloaded";
  return !curtailed && (phase === undefined || phase === "connect" || phase === "first_token");
}

/** The index of the failure that tells a caller most: the first kind in the order of `FAULT_KINDS`, the latest of its kind. */
export function mostTelling(faults: readonly Fault[]): number {
  let best = 0;
  for (let i = 1; i < faults.length; i += 1) if (rank(faults[i]!) <= rank(faults[best]!)) best = i;
  return best;
}

function rank({ kind }: Fault): number {
  return FAULT_KINDS.indexOf(kind);
}
