import type { CallOptions } from "../contract/context.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { Warning } from "../contract/report.ts";
import { headerEntries } from "../lib/header-entries.ts";
import { isHeaderName, isHeaderValue } from "../lib/header-value.ts";
import { nearest } from "../lib/nearest.ts";
import { check } from "../options/issues.ts";
import { hedge } from "../options/schema.ts";

/** Fields that authenticate: what a target gets is its provider's business, never the call's. */
const AUTHENTICATION = new Set([
  ...[
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "x-goog-api-key",
    "api-key",
    "cookie",
    "openai-organization",
  ],
  ...["openai-project"],
]);

type Check = readonly [test: (value: unknown) => boolean, expected: string];

const isMs = (value: unknown) => typeof value === "number" && value >= 0;
const isText = (value: unknown) => typeof value === "string";
const isName = (value: unknown) => isText(value) && value !== "";
const isPair = (value: unknown) => Array.isArray(value) && value.length === 2;
const isTags = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
const TEXT: Check = [isText, "a string"];

const OPTIONS: Readonly<Record<keyof CallOptions, Check>> = {
  signal: [
    (value) => value instanceof AbortSignal || typeof (value as AbortSignal)?.addEventListener === "function",
    "an AbortSignal",
  ],
  timeout: [(value) => isMs(value) && value !== 0, "milliseconds, more than 0"],
  headers: [
    (value) => (Array.isArray(value) ? value.every(isPair) : typeof value === "object"),
    "headers: an object, Headers or a list of pairs",
  ],
  maxRetries: [(value) => Number.isInteger(value) && (value as number) >= 0, "a whole number, 0 or more"],
  deadlineMs: [(value) => isMs(value) || typeof value === "function", "milliseconds, or a function that returns them"],
  tags: [isTags, "an object of strings"],
  tenant: TEXT,
  user: TEXT,
  region: [
    (value) => (Array.isArray(value) ? value.length > 0 && value.every(isName) : isName(value)),
    "a region, or a list of at least one",
  ],
  cache: [
    (value) => typeof value === "boolean" || value === "refresh" || isMs((value as { ttlMs?: unknown })?.ttlMs),
    'true, false, "refresh" or { ttlMs }',
  ],
  raw: [(value) => typeof value === "boolean", "true or false"],
  idempotencyKey: [
    (value) => isName(value) && isHeader("idempotency-key", value),
    "a string that can be sent as a header: not empty, no line breaks, no characters beyond Latin-1",
  ],
  waitUntil: [(value) => typeof value === "function", "a function that takes a promise"],
  priority: [
    (value) => isMs(value) || ["interactive", "default", "batch"].includes(value as string),
    '"interactive", "default", "batch" or a number, 0 or more',
  ],
  onInterrupt: [
    (value) => ["error", "restart", "continue"].includes(value as string),
    '"error", "restart" or "continue"',
  ],
  markers: [(value) => typeof value === "boolean", "true or false"],
  hedge: [
    (value) => check(hedge(), value, "").length === 0,
    "{ afterMs } or { afterPercentile }, with maxRatio? beside it, or false",
  ],
};

/** Options of the OpenAI SDK's second argument that mean nothing in process, and are let pass. */
const HARMLESS = new Set([
  "query",
  "stream",
  "defaultBaseURL",
  "fetchOptions",
  "path",
  "method",
  "body",
  "__metadata",
  "__security",
]);

/** Options the design has and this version has not. */
const PLANNED = new Set(["maxCostUsd"]);

/** Instead of the caller's empty object, which may inherit what nobody checks and be filled later. */
const NONE: CallOptions = Object.freeze({});

/** Checks a call's options and gives those that are set; an unknown one is an error with the nearest right name. */
export function checkOptions(options: CallOptions): CallOptions {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    fail("options", "expected an object, the second argument of create()");
  }
  if (Object.keys(options).length === 0) return NONE;
  const set = Object.entries(options).filter(([name, value]) => {
    if (value === undefined || value === null || HARMLESS.has(name)) return false;
    if (PLANNED.has(name)) fail(name, "not built yet in this version; leave it out");
    if (!Object.hasOwn(OPTIONS, name)) fail(name, unknown(name));
    const [test, expected] = OPTIONS[name as keyof CallOptions];
    if (!test(value)) fail(name, `expected ${expected}`);
    return true;
  });
  return Object.fromEntries(set);
}

function unknown(name: string): string {
  const known = Object.keys(OPTIONS);
  const [near] = nearest(name, known);
  return `unknown option of this call; ${near ? `did you mean ${near}?` : `known are ${known.join(", ")}`}`;
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

/** The call's extra headers, authentication fields taken out with a warning. */
export function readHeaders(
  { headers }: CallOptions,
  warn: (warning: Warning) => void,
): Readonly<Record<string, string>> {
  if (headers === undefined) return NO_HEADERS;
  const read: Record<string, string> = {};
  for (const [given, value] of headerEntries(headers)) {
    if (value === null || value === undefined) continue;
    const name = String(given).toLowerCase();
    if (!isHeader(name, value)) fail(`headers.${name}`, "expected a header's name and its value, a string");
    if (!AUTHENTICATION.has(name)) read[name] = value;
    else
      warn({
        code: "dropped_header",
        param: name,
        target: "",
        message: `header ${name} is not taken from a call: set the provider's apiKey or auth`,
      });
  }
  return read;
}

/** What fetch would refuse to send is the caller's mistake, not the target's. */
function isHeader(name: string, value: unknown): boolean {
  return typeof value === "string" && isHeaderName(name) && isHeaderValue(value);
}

function fail(param: string, message: string): never {
  throw new LlmuxError("invalid_request", `${param}: ${message}`, { param, code: "invalid_options" });
}
