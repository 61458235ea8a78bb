import { rateLimitHeaders } from "../data/rate-limit-headers.ts";
import { msUntil, plainNumber } from "../lib/told-time.ts";

/**
 * Milliseconds for which the headers of an answer say that the next one like it would be refused; undefined if none do.
 * A limit with nothing left is waited for until its reset. One that has fewer tokens left than this answer took fills up
 * meanwhile: that part of the time is enough in which as many come back as are missing.
 */
export function usedUpMs(
  header: (name: string) => string | undefined,
  tokens: number,
  now: number,
): number | undefined {
  let longest = 0;
  for (const { of, remaining, reset, limit } of rateLimitHeaders) {
    const text = header(remaining);
    if (text === undefined) continue;
    const left = plainNumber(text);
    const need = of === "tokens" ? Math.max(1, tokens) : 1;
    if (left === undefined || left < 0 || left >= need) continue;
    const wait = msUntil(header(reset), now) ?? 0;
    const all = plainNumber(header(limit)) ?? 0;
    // Without the limit, how fast it fills is not known; with less than the need, it never will.
    if (left > 0 && all < need) continue;
    longest = Math.max(longest, left === 0 ? wait : (wait * (need - left)) / (all - left));
  }
  return longest > 0 ? Math.ceil(longest) : undefined;
}
