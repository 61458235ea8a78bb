/**
 * An iterator that may also be asked by callbacks, which makes a promise less for each value. They are called once, never before
 * `pull` has returned unless it fails, and one pull at a time is under way.
 */
export interface Pulled<T> extends AsyncIterator<T, undefined> {
  pull?(took: (result: IteratorResult<T, undefined>) => void, lost: (error: unknown) => void): void;
}
