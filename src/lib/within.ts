import { LONGEST_MS } from "./clock.ts";

interface Timers {
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Whether the work, which must not reject, ended within `ms`. */
export async function within(clock: Timers, ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: unknown;
  const late = new Promise<boolean>((resolve) => {
    timer = clock.setTimeout(() => resolve(false), Math.min(ms, LONGEST_MS));
  });
  const inTime = await Promise.race([work.then(() => true), late]);
  clock.clearTimeout(timer);
  return inTime;
}
