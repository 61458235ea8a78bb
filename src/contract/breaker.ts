/** State of a target's circuit. */
export type CircuitState = "closed" | "open" | "half_open";

/** The right to one attempt. Give it back exactly once. `stoodMs`: of its time, what this process stood still; nothing is learned from such a time. */
export interface Permit {
  readonly probe: boolean;
  /** The body has ended: `ok` and `failed` count, `neutral` does not. Only the first call has an effect. */
  settle(verdict: "ok" | "failed" | "neutral", stoodMs?: number): void;
  /** A streaming probe has its first content: counts as ok now, and is watched; a failure soon after opens the circuit again. */
  commit(stoodMs?: number): void;
}

/** Why no permit was given. */
export interface Refusal {
  readonly refused: "open" | "isolated";
  readonly retryAfterMs?: number;
}

/**
 * Why a target with a closed circuit had better be spared where another may be asked: it takes requests and answers none of
 * them, or it has just come back and has as many attempts under way as it is given at first.
 */
export type Reluctance = "silent" | "recovering";

/** One target's circuit. */
export interface Breaker {
  readonly state: CircuitState;
  /** Unix milliseconds at which a probe will be let through; undefined when closed. */
  readonly openUntil: number | undefined;
  /** Unix milliseconds of the latest counted failure. */
  readonly lastFailureAt: number | undefined;
  /** What `acquire` would say, without taking anything. */
  look(): Refusal | undefined;
  reluctance(): Reluctance | undefined;
  /**
   * `leaseMs`: how long a probe may stay silent before its permit is void. `forced` passes an open circuit, one at a time.
   * `stream`: the first content is to be told by `commit`.
   */
  acquire(options: { leaseMs: number; forced?: boolean; stream?: boolean }): Permit | Refusal;
  open(): void;
  close(): void;
  /** Ends the pause of an open circuit: the next attempt is its probe. */
  halfOpen(): void;
  /** Refuses everything until `close()`. */
  isolate(): void;
  /** Goes on with other settings; open stays open, for as long as it was to be. */
  adopt(settings: BreakerOptions): void;
  /** Frees opossum's listeners and timers. */
  shutdown(): void;
}

export interface BreakerOptions {
  /**
   * What shares one circuit: nothing but the target itself, all of a provider's targets in one region, or all of a
   * provider's targets. @default "target"
   */
  readonly scope?: "target" | "region" | "provider";
  /** @default 50 */
  readonly errorThresholdPercentage?: number;
  /** Outcomes in the window below which the rate is not looked at. @default 10 */
  readonly volumeThreshold?: number;
  /** Failures in a row that open the circuit; off when `volumeThreshold` is given without it. @default 5 */
  readonly consecutiveFailures?: number | false;
  /** @default 10000 */
  readonly windowMs?: number;
  /** The pause before each probe. @default 10000 */
  readonly resetTimeoutMs?: number;
  /** Longest pause: in a long outage it grows to a tenth of the time since the circuit opened. @default 300000 */
  readonly maxResetTimeoutMs?: number;
  /** After recovery, milliseconds in which more attempts at once than the target has shown to bear go elsewhere. @default 30000 */
  readonly slowStartMs?: number | false;
  /** Go elsewhere while a target takes requests and answers none, before they have timed out. @default true */
  readonly silence?: boolean;
}
