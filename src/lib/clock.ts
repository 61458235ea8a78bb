/** The longest that a timer can wait, some 24 days: beyond it, Node's fires at once. */
export const LONGEST_MS = 2 ** 31 - 1;

/** The machine's clock and timers. */
export const systemClock = {
  now: (): number => Date.now(),
  setTimeout: (callback: () => void, ms: number): unknown => setTimeout(callback, Math.min(ms, LONGEST_MS)),
  clearTimeout: (handle: unknown): void => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/** Keeps a timer from holding the process open, where the runtime knows that. */
export function unref(handle: unknown): void {
  (handle as { unref?: () => void } | undefined)?.unref?.();
}
