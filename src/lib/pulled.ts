/** An iterator that may also be asked without promises. */
export interface Pulled<T> extends AsyncIterator<T, undefined> {
  /** By callbacks. They are called once, never before `pull` has returned unless it fails; one pull at a time is under way. */
  pull?(took: (result: IteratorResult<T, undefined>) => void, lost: (error: unknown) => void): void;
  /** The next value, if it has arrived; may throw where `next` may reject. */
  ready?(): T | undefined;
}
