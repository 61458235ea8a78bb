import { list, record } from "../lib/record.ts";
import { msUntil, plainNumber, spanOf } from "../lib/told-time.ts";

interface Told {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly message: string;
  readonly now: number;
}

/** Where a provider says when to come back, in the order in which it is believed. */
const SOURCES: readonly ((told: Told) => number | undefined)[] = [
  ({ headers }) => plainNumber(headers["retry-after-ms"]),
  ({ headers, now }) => msUntil(headers["retry-after"], now),
  ({ body, now }) => retryInfo(body, now),
  ({ message, now }) => spoken(message, now),
  ({ headers, now }) => exhausted(headers, /^anthropic-.+-remaining$/, now),
  ({ headers, now }) => exhausted(headers, /^x-ratelimit-remaining/, now),
  ({ body, now }) => quotedHeader(body, now),
];

const SPOKEN = /\b(?:retry|try again) (?:in|after) ((?:\d{1,9}(?:\.\d{1,9})?\s?[a-z]{1,12}[\s,]{0,2}){1,5})/i;
const REGAIN = /regain access on (\d{4}-\d\d-\d\d)(?: at (\d\d:\d\d))?/i;

/**
 * Milliseconds after which a provider wants to be asked again, by the first source that says so: `retry-after-ms`,
 * `retry-after` (seconds or HTTP date), Google's RetryInfo, the message, the reset time of an exhausted bucket
 * (Anthropic's, then `x-ratelimit-*`), headers quoted in OpenRouter's metadata. Never negative.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>> | undefined,
  body: unknown,
  message: string,
  now: number,
): number | undefined {
  const told = { headers: headers ?? {}, body, message, now };
  for (const source of SOURCES) {
    const ms = source(told);
    if (ms !== undefined && Number.isFinite(ms)) return Math.max(0, Math.ceil(ms));
  }
  return undefined;
}

function spoken(message: string, now: number): number | undefined {
  const told = SPOKEN.exec(message)?.[1];
  if (told !== undefined) return spanOf(told);
  const [, day, time] = REGAIN.exec(message) ?? [];
  return day === undefined ? undefined : msUntil(`${day}T${time ?? "00:00"}:00Z`, now);
}

function exhausted(headers: Readonly<Record<string, string>>, bucket: RegExp, now: number): number | undefined {
  const waits = Object.entries(headers)
    .filter(([name, left]) => bucket.test(name) && plainNumber(left) === 0)
    .map(([name]) => msUntil(headers[name.replace("remaining", "reset")], now))
    .filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function retryInfo(body: unknown, now: number): number | undefined {
  const info = list(errorOf(body).details).find((detail) => String(record(detail)["@type"]).endsWith("RetryInfo"));
  return msUntil(record(info).retryDelay, now);
}

function quotedHeader(body: unknown, now: number): number | undefined {
  const headers = record(record(errorOf(body).metadata).headers);
  const name = Object.keys(headers).find((key) => key.toLowerCase() === "x-ratelimit-reset");
  return name === undefined ? undefined : msUntil(headers[name], now);
}

function errorOf(body: unknown): Record<string, unknown> {
  const whole = record(Array.isArray(body) ? body[0] : body);
  return typeof whole.error === "object" && whole.error !== null ? record(whole.error) : whole;
}
