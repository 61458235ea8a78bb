import type { Clock, TimerHandle } from "../../src/contract/clock.ts";

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, running every timer that falls due, in order; promises do not settle in between. */
  advance(ms: number): void;
  /** As `advance`, but lets promise callbacks run before the first timer, between timers and after the last. */
  advanceAsync(ms: number): Promise<void>;
  /** The time goes on by `ms` while nothing runs, as in a frozen process; what fell due meanwhile is late. */
  freeze(ms: number): void;
  /** Timers that have neither run nor been cleared. */
  readonly pending: number;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
  unref(): Timer;
  ref(): Timer;
}

/** A clock that begins at `start` (Unix milliseconds) and moves only by `advance`. Timers of the same moment run in the order they were set. */
export function fakeClock(start = 1_700_000_000_000): FakeClock {
  let now = start;
  const timers = new Set<Timer>();

  function step(until: number): boolean {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.due <= until && (next === undefined || timer.due < next.due)) next = timer;
    }
    if (next === undefined) return false;
    timers.delete(next);
    now = Math.max(now, next.due);
    next.callback();
    return true;
  }

  return {
    now: () => now,
    setTimeout(callback, ms) {
      const timer: Timer = { due: now + Math.max(0, ms), callback, unref: () => timer, ref: () => timer };
      timers.add(timer);
      return timer;
    },
    clearTimeout(handle: TimerHandle) {
      timers.delete(handle as Timer);
    },
    advance(ms) {
      const until = now + ms;
      while (step(until));
      now = until;
    },
    freeze(ms) {
      now += ms;
    },
    async advanceAsync(ms) {
      const until = now + ms;
      await settlePromises();
      while (step(until)) await settlePromises();
      now = until;
      await settlePromises();
    },
    get pending() {
      return timers.size;
    },
  };
}

/** One turn of the event loop: every promise callback that can run has run. */
function settlePromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
