import type { RetryOptions } from "../contract/target.ts";

/**
 * Milliseconds to wait before repeat number `repeat`, counted from 0: full jitter, anywhere between 0 and
 * `baseMs` doubled `repeat` times, at most `maxMs`. `random` is in [0, 1).
 */
export function backoffMs(
  repeat: number,
  retry: Pick<Required<RetryOptions>, "baseMs" | "maxMs">,
  random: number,
): number {
  return Math.round(random * Math.min(retry.maxMs, retry.baseMs * 2 ** Math.min(repeat, 30)));
}

/** Milliseconds to wait where the provider told a time: never less, up to 10 % more, so that callers do not return together. */
export function toldDelayMs(toldMs: number, random: number): number {
  return Math.ceil(toldMs * (1 + 0.1 * random));
}
