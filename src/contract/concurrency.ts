/** How many attempts may be under way at once, and who waits for the next place. */
export interface ConcurrencyOptions {
  /** Attempts under way at once. */
  readonly max: number;
  /** Calls that may wait for a slot; over that they are refused. @default 100 */
  readonly queueMax?: number;
  /** Longest wait for a slot. @default 1000, or a tenth of what is left of the call's deadline if that is less */
  readonly queueTimeoutMs?: number;
}

/** A fixed limit, or one that is found by watching. */
export type Concurrency = ConcurrencyOptions | "adaptive";

/**
 * Who gets a slot first, and how many of them: `interactive` is 0, `default` 1, `batch` 2. Any number from 0 will do; the
 * lower one is served first, as in vLLM and LiteLLM.
 */
export type Priority = "interactive" | "default" | "batch" | number;

/** The slots of a target, a provider or a key as they are now. */
export interface Slots {
  /** Attempts that hold one. */
  readonly inFlight: number;
  /** Slots there are; an adaptive limit moves. */
  readonly limit: number;
  /** Calls that wait for one. */
  readonly queued: number;
}
