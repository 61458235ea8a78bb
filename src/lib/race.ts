/**
 * Resolves as `work` does, or rejects with the signal's reason as soon as it aborts; its listener never outlives the race.
 * A result that comes after the abort is handed to `late`, so that what it holds can be let go of.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal, late?: (value: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let over = false;
    const onAbort = () => {
      over = true;
      reject(signal.reason);
    };
    const settle = <V>(finish: (value: V) => void, value: V) => {
      signal.removeEventListener("abort", onAbort);
      over = true;
      finish(value);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(
      (value) => (over ? late?.(value) : settle(resolve, value)),
      (error) => {
        if (!over) settle(reject, error);
      },
    );
    if (signal.aborted && !over) onAbort();
  });
}

interface SleepClock {
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Waits; resolves false at once if the signal aborts. */
export function sleep(clock: SleepClock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  if (ms <= 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (waited: boolean) => {
      clock.clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      resolve(waited);
    };
    const onAbort = () => end(false);
    const timer = clock.setTimeout(() => end(true), ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
