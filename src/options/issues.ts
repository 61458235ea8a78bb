import * as v from "valibot";
import { nearest } from "../lib/nearest.ts";

/** One wrong field: where it is, and what is wrong with it. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** Names the design has and this version has not: said so, where a mistyped name would get the nearest right one. */
const PLANNED = new Set([
  ...["budgets", "concurrency", "dialects", "guardrails", "hedge", "idempotency", "modelFacts", "name", "onInterrupt"],
  ...["rules", "singleFlight", "store", "tenants", "waitUntil", "keys", "probe", "sdk", "dataPolicy", "semantic"],
  ...["encryptionKey"],
]);

type AnyObject = v.StrictObjectSchema<v.ObjectEntries, v.ErrorMessage<v.StrictObjectIssue> | undefined>;

/** Checks a value; every wrong field becomes an issue under `path`. */
export function check(schema: AnyObject, value: unknown, path: string): Issue[] {
  const { issues = [] } = v.safeParse(schema, value);
  return issues.flatMap((issue) => read(schema, issue, path));
}

function read(schema: AnyObject, issue: v.BaseIssue<unknown>, path: string): Issue[] {
  // A union such as `false | {…}` hides what is wrong inside its object.
  const inner = (issue.issues ?? []).filter((part) => (part.path?.length ?? 0) > (issue.path?.length ?? 0));
  const deeper = (issue.issues ?? []).filter((part) => part.path !== undefined);
  if (deeper.length > 0 && typeof issue.input === "object") return deeper.flatMap((part) => read(schema, part, path));
  if (inner.length > 0) return inner.flatMap((part) => read(schema, part, path));
  const keys = (issue.path ?? []).map((item) => String(item.key));
  const at = keys.reduce(join, path);
  if (issue.type !== "strict_object" || issue.expected !== "never") return [{ path: at, message: explain(issue) }];
  return [{ path: at, message: unknown(keys.at(-1) ?? "", siblings(schema, keys.slice(0, -1))) }];
}

function explain(issue: v.BaseIssue<unknown>): string {
  return `${issue.message}, got ${show(issue.input)}`;
}

/** Dots between plain names; brackets around others. */
export function join(path: string, key: string): string {
  if (/^\d+$/.test(key)) return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}

export function unknown(name: string, known: readonly string[]): string {
  if (PLANNED.has(name)) return "not built yet in this version; leave it out";
  const [near] = nearest(name, known);
  return near === undefined ? `unknown option; known are ${known.join(", ")}` : `unknown option; did you mean ${near}?`;
}

/** Shows a value without its insides: it may be a secret. */
export function show(value: unknown): string {
  if (value === null || value === undefined || typeof value === "number" || typeof value === "boolean")
    return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return value === "" ? "an empty string" : "a string";
  return typeof value === "function" ? "a function" : `an ${typeof value}`;
}

/** The names an object at this place may have. */
function siblings(schema: AnyObject, keys: readonly string[]): string[] {
  let here: unknown = schema;
  for (const key of keys) here = entriesOf(here)?.[key] ?? (here as { value?: unknown } | undefined)?.value;
  return Object.keys(entriesOf(here) ?? {});
}

function entriesOf(schema: unknown): Record<string, unknown> | undefined {
  const { entries, wrapped, options } = schema as {
    entries?: Record<string, unknown>;
    wrapped?: unknown;
    options?: unknown[];
  };
  if (entries !== undefined) return entries;
  if (wrapped !== undefined) return entriesOf(wrapped);
  return options?.map(entriesOf).find(Boolean);
}
