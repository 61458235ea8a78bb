/**
 * The end of some work from outside, which can be asked and listened to without an `AbortSignal`: making one and listening
 * to it costs microseconds, and most work ends without anybody having wanted it.
 */
export interface Ending {
  readonly aborted: boolean;
  /** Why it was aborted. */
  readonly reason: unknown;
  /** The same as a signal, made when it is asked for. */
  readonly signal: AbortSignal;
  /** Calls `listener` once when it aborts, later than now. Returns what takes it off again. */
  listen(listener: () => void): () => void;
}
