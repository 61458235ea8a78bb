import type { RouterOptions } from "llmux";

type Clock = NonNullable<RouterOptions["clock"]>;

/** The machine's clock, and how many of its timers are set. */
export function countingClock(): Clock & { readonly pending: number } {
  const set = new Set<unknown>();
  return {
    now: Date.now,
    setTimeout(callback, ms) {
      const handle = setTimeout(() => {
        set.delete(handle);
        callback();
      }, ms);
      set.add(handle);
      return handle;
    },
    clearTimeout(handle) {
      set.delete(handle);
      clearTimeout(handle as NodeJS.Timeout);
    },
    get pending() {
      return set.size;
    },
  };
}
