import type { Clock } from "../contract/clock.ts";

/** Time that passes as fast as the work in it can be done. */
export interface VirtualClock extends Clock {
  /** Runs timers in the order they fall due, promises in between, until nothing is left or `until` says so. */
  run(until: () => boolean): Promise<void>;
}

interface Timer {
  readonly due: number;
  /** Timers of the same moment run in the order in which they were set. */
  readonly turn: number;
  callback: (() => void) | undefined;
}

export function virtualClock(start: number): VirtualClock {
  const heap: Timer[] = [];
  let now = start;
  let turns = 0;
  return {
    now: () => now,
    setTimeout(callback, ms) {
      const timer: Timer = { due: now + Math.max(0, ms), turn: turns++, callback };
      push(heap, timer);
      return timer;
    },
    clearTimeout(handle) {
      if (handle) (handle as Timer).callback = undefined;
    },
    async run(until) {
      await settled();
      while (!until()) {
        const timer = pop(heap);
        if (timer === undefined) return;
        const { callback } = timer;
        if (callback === undefined) continue;
        now = Math.max(now, timer.due);
        callback();
        await settled();
      }
    },
  };
}

/** One turn of the event loop: every promise callback that can run has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function before(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.turn < b.turn);
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(timer, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): Timer | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return first;
}
