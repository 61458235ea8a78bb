const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|msecs?|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, 1000],
  [/^(?:m|mins?|minutes?)$/, 60_000],
  [/^(?:h|hrs?|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, 86_400_000],
];

/** The number that a text is, and nothing else. */
export function plainNumber(text: unknown): number | undefined {
  return typeof text === "string" && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text.trim()) ? Number(text) : undefined;
}

/**
 * Milliseconds from `now` (Unix milliseconds) to what a text names: a span (`1.5` seconds, `6m0s`, `120ms`) or an instant
 * (HTTP date, RFC 3339, Unix seconds or milliseconds).
 */
export function msUntil(value: unknown, now: number): number | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") return undefined;
  const bare = plainNumber(text);
  if (bare !== undefined) return bare > 1e11 ? bare - now : bare > 1e9 ? bare * 1000 - now : bare * 1000;
  if (/^(?:\d{1,9}(?:\.\d{1,12})?(?:ms|[smhd]))+$/.test(text)) return spanOf(text);
  const instant = /\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant - now;
}

/** Milliseconds of a span in words or letters: `1m12.5s`, `20 seconds`. */
export function spanOf(text: string): number | undefined {
  let sum: number | undefined;
  for (const [, amount, word] of text.matchAll(/(\d+(?:\.\d+)?)\s?([a-z]+)/gi)) {
    const unit = UNITS.find(([name]) => name.test((word ?? "").toLowerCase()));
    if (unit === undefined) return sum;
    sum = (sum ?? 0) + Number(amount) * unit[1];
  }
  return sum;
}
