/** What can be set on a fault. */
export interface FaultOptions {
  /** How many content events a stream sends before the fault. @default 2 */
  readonly afterChunks?: number;
  /** How long `slow_headers` waits, or the pause between pieces of a slow or endless body. */
  readonly delayMs?: number;
  /** What a provider tells the client to wait, in the faults that tell. @default 1000 */
  readonly retryAfterMs?: number;
  /** The size of what is oversized, or of a drop of `slow_drip`. */
  readonly bytes?: number;
}
