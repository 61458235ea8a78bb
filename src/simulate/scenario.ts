/** How long an answer takes: always the same, or drawn from a log-normal distribution through two percentiles. */
export type Latency = number | { readonly p50: number; readonly p99: number };

/**
 * What goes wrong: a status; `"refuse"` (no connection), `"reset"` (the connection is lost before an answer), `"hang"` (nothing
 * ever comes), `"cut"` (a stream ends in the middle; a whole answer is lost), `"slow"` (only `latencyMs` changes).
 */
export type Trouble = number | "refuse" | "reset" | "hang" | "cut" | "slow";

/** Trouble at one target for a while. */
export interface Outage {
  /** Milliseconds from the scenario's beginning. @default 0 */
  readonly fromMs?: number;
  /** @default the scenario's end */
  readonly untilMs?: number;
  readonly fault: Trouble;
  /** Share of requests it strikes, 0 to 1. @default 1 */
  readonly rate?: number;
  /** What a 429 or 503 tells the client to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Time until the fault, or the whole answer's time for `"slow"`. @default at once; for `"cut"` and `"slow"` the target's own */
  readonly latencyMs?: Latency;
}

/** How one target, or every target of one provider, behaves. */
export interface TargetScript {
  /** Until the answer is complete. @default { p50: 800, p99: 4000 } */
  readonly latencyMs?: Latency;
  /** Until a stream's first content. @default a third of the latency */
  readonly firstTokenMs?: Latency;
  /** Requests it takes at a time; more are answered with 429. @default no limit */
  readonly capacity?: number;
  readonly outages?: readonly Outage[];
}

/** A load, and what becomes of the targets meanwhile. Plain data, so that it can live in a JSON file. */
export interface Scenario {
  /** The model name that is asked for: an alias of the configuration, or `provider/model`. */
  readonly model: string;
  readonly durationMs: number;
  /** @default 10 */
  readonly callsPerSecond?: number;
  /** Calls at equal distances, or at random ones with the same mean. @default "steady" */
  readonly arrivals?: "steady" | "random";
  readonly stream?: boolean;
  /** Tokens of each request and answer. @default { input: 1000, output: 300 } */
  readonly tokens?: { readonly input: number; readonly output: number };
  /** Options of each call, such as `deadlineMs`. */
  readonly call?: Readonly<Record<string, unknown>>;
  /** By `provider/model`, or by provider; the more exact one holds. Targets that are not named are healthy. */
  readonly targets?: Readonly<Record<string, TargetScript>>;
  /** The same seed gives the same result. @default 1 */
  readonly seed?: number;
}
