import { ENOUGH_SAMPLES } from "./hedge-rule.ts";

/** How long targets have taken to their first content, lately. */
export interface Latencies {
  add(key: string, ms: number): void;
  /** Milliseconds within which so many per cent of the answers began; undefined while there are too few. */
  within(key: string, percentile: number): number | undefined;
}

/** Answers that are remembered of each target: a p95 of fewer is off by so much that hedges come too late, or are spent too early. */
const WINDOW = 4000;

/** Keeps the last 4000 times of each of `max` keys, the most recently begun ones. */
export function createLatencies(max = 250): Latencies {
  const windows = new Map<string, Window>();
  return {
    add(key, ms) {
      let window = windows.get(key);
      if (window === undefined) {
        window = new Window();
        windows.set(key, window);
        if (windows.size > max) windows.delete(windows.keys().next().value!);
      }
      window.add(ms);
    },
    within: (key, percentile) => windows.get(key)?.within(percentile),
  };
}

/** The last times in the order in which they came, and the same sorted: exact for any percentile. */
class Window {
  readonly #recent: number[] = [];
  readonly #sorted: number[] = [];
  #next = 0;

  add(ms: number): void {
    const oldest = this.#recent[this.#next];
    if (oldest !== undefined) this.#sorted.splice(placeOf(this.#sorted, oldest), 1);
    this.#recent[this.#next] = ms;
    this.#next = (this.#next + 1) % WINDOW;
    this.#sorted.splice(placeOf(this.#sorted, ms), 0, ms);
  }

  within(percentile: number): number | undefined {
    const { length } = this.#sorted;
    if (length < ENOUGH_SAMPLES) return undefined;
    return this.#sorted[Math.min(length - 1, Math.ceil((percentile / 100) * length) - 1)];
  }
}

/** The first place whose value is not below `ms`. */
function placeOf(sorted: readonly number[], ms: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
