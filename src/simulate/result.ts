/** Milliseconds at which so many of the calls that were answered had been. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface TargetTally {
  /** Requests that were sent to it. */
  readonly requests: number;
  readonly ok: number;
  readonly failed: number;
  /** Given up before their end: another target's content came first, or the call had ended. */
  readonly cancelled: number;
  /** USD; `null` if a price is unknown. */
  readonly costUsd: number | null;
}

/** One tenth of the scenario. */
export interface Slice {
  readonly fromMs: number;
  readonly calls: number;
  readonly failed: number;
  /** Requests sent, by target. */
  readonly requests: Readonly<Record<string, number>>;
}

/** What became of the calls. */
export interface SimulationResult {
  readonly calls: number;
  readonly ok: number;
  readonly failed: number;
  /** Share of calls that were answered, 0 to 1. */
  readonly availability: number;
  /** Of the answered calls, from `create()` to the end of the answer. */
  readonly latencyMs: Percentiles;
  /** Of the answered streams, to the first content. */
  readonly firstTokenMs?: Percentiles;
  /** Requests sent for each call. */
  readonly requestsPerCall: number;
  readonly costUsd: number | null;
  readonly targets: Readonly<Record<string, TargetTally>>;
  /** Failed calls by the kind of their error. */
  readonly failures: Readonly<Record<string, number>>;
  /** Changes of circuits, in order. */
  readonly circuits: readonly { readonly atMs: number; readonly target: string; readonly to: string }[];
  readonly timeline: readonly Slice[];
}
