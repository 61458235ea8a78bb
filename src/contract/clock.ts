/** Time, injected for tests and special runtimes. `now()` is Unix milliseconds. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, ms: number): TimerHandle;
  clearTimeout(handle: TimerHandle): void;
}

/** Whatever the clock's `setTimeout` returned; `unref` is called on it when the timer must not keep a process alive. */
export type TimerHandle = unknown;
