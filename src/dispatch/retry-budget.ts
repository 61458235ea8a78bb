/** Repeats a target can bear, shared by all calls: when everything fails, repeating everything makes it worse. */
export interface RetryBudget {
  /** Takes the right to one repeat at `target`; false if it has none left. */
  take(target: string): boolean;
  /** Earns `target` a part of a repeat: `ratio` of one, or the budget's own. */
  success(target: string, ratio?: number): void;
  /** These targets have a full bucket again. */
  forget(which: (target: string) => boolean): void;
}

const CAP = 20;
const FLOOR = 10;
/** Ten tenths are a little less than one. */
const ROUNDING = 1e-6;

/**
 * One bucket of tokens per target: 20 at first and at most. A repeat takes 1 and is refused when less than 10 would be
 * left; a success adds `ratio`. So an untried target has 10 repeats, and later one for every 1 / `ratio` successes.
 * Buckets are kept for `max` targets: over that, the one that has been short for longest is full again.
 */
export function createRetryBudget({ ratio, max = 10_000 }: { ratio: number; max?: number }): RetryBudget {
  /** Full buckets are not kept. */
  const buckets = new Map<string, number>();

  function put(target: string, tokens: number): void {
    if (tokens < CAP - ROUNDING) buckets.set(target, tokens);
    else buckets.delete(target);
    if (buckets.size <= max) return;
    for (const oldest of buckets.keys()) {
      buckets.delete(oldest);
      return;
    }
  }

  return {
    take(target) {
      const left = (buckets.get(target) ?? CAP) - 1;
      if (left < FLOOR - ROUNDING) return false;
      put(target, left);
      return true;
    },
    success(target, earned = ratio) {
      const tokens = buckets.get(target);
      if (tokens !== undefined) put(target, tokens + earned);
    },
    forget(which) {
      for (const target of buckets.keys()) if (which(target)) buckets.delete(target);
    },
  };
}
