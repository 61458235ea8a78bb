import { type Ending, endingOf } from "./quiet-controller.ts";

/**
 * Resolves as `work` does, or rejects with the reason as soon as `end` aborts; its listener never outlives the race.
 * A result that comes after the abort is handed to `late`, so that what it holds can be let go of.
 */
export function untilAborted<T>(
  work: Promise<T>,
  end: AbortController | AbortSignal | Ending,
  late?: (value: T) => void,
): Promise<T> {
  const ending = endingOf(end);
  return new Promise((resolve, reject) => {
    let over = false;
    const onAbort = () => {
      over = true;
      reject(ending.reason);
    };
    const unlisten = ending.listen(onAbort);
    work.then(
      (value) => {
        if (over) return late?.(value);
        unlisten();
        resolve(value);
      },
      (error) => {
        if (over) return;
        unlisten();
        reject(error);
      },
    );
    if (ending.aborted) onAbort();
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
