import { LlmuxError } from "../contract/errors.ts";
import { nearest } from "../lib/nearest.ts";
import { record } from "../lib/record.ts";
import type { MapOptions } from "./types.ts";

type Check = readonly [test: (value: unknown) => boolean, expected: string];

const isText = (value: unknown) => typeof value === "string" && value !== "";
const FLAG: Check = [(value) => typeof value === "boolean", "true or false"];

const OPTIONS: Readonly<Record<keyof MapOptions, Check>> = {
  concurrency: [
    (value) => value === Infinity || (Number.isInteger(value) && Number(value) > 0),
    "a whole number, 1 or more",
  ],
  journal: [(value) => isText(value) || isJournal(record(value)), "a path, or { path, fsync? }"],
  inDoubt: [(value) => value === "retry" || value === "list", '"retry" or "list"'],
  stopOnError: FLAG,
  onProgress: [(value) => typeof value === "function", "a function"],
  signal: [(value) => typeof record(value).addEventListener === "function", "an AbortSignal"],
  deadlineMs: [(value) => typeof value === "number" && value >= 0, "milliseconds, 0 or more"],
};

function isJournal({ path, fsync = false, ...rest }: Record<string, unknown>): boolean {
  return isText(path) && typeof fsync === "boolean" && Object.keys(rest).length === 0;
}

/** The options of a `map`, with every default in place. */
export function readMapOptions(options: unknown) {
  if (typeof options !== "object" || options === null)
    fail("options", "expected an object, the third argument of map()");
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) fail(name, unknown(name));
    const [test, expected] = OPTIONS[name as keyof MapOptions];
    if (value !== undefined && !(name === "signal" && value === null) && !test(value))
      fail(name, `expected ${expected}`);
  }
  const { concurrency = 8, journal, inDoubt = "retry", stopOnError = true, ...rest } = options as MapOptions;
  const { path, fsync = false } = typeof journal === "object" ? journal : { path: journal };
  return { ...rest, concurrency, inDoubt, stopOnError, ...(path !== undefined && { journal: { path, fsync } }) };
}

function unknown(name: string): string {
  const known = Object.keys(OPTIONS);
  const [near] = nearest(name, known);
  return `unknown option of map(); ${near ? `did you mean ${near}?` : `known are ${known.join(", ")}`}`;
}

function fail(param: string, message: string): never {
  throw new LlmuxError("invalid_request", `${param}: ${message}`, { param, code: "invalid_options" });
}
