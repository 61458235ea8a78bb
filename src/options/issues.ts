import * as v from "valibot";
import { nearest } from "../lib/nearest.ts";

/** One wrong field: where it is, and what is wrong with it. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** Names the design has and this version has not: said so, where a mistyped name would get the nearest right one. */
const PLANNED = new Set([
  ...["budgets", "guardrails"],
  ...["rules", "store", "tenants", "dataPolicy", "semantic"],
  ...["encryptionKey"],
]);

/** What other libraries call it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  key: "apiKey",
  model: "target",
  url: "baseURL",
};

type AnySchema = v.GenericSchema;

/** The parts of a schema that a path leads through. */
interface Shape {
  readonly type: string;
  readonly message?: unknown;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly value?: Shape;
  readonly wrapped?: Shape;
  readonly options?: readonly (Shape | string)[];
}

/** Checks a value; every wrong field becomes an issue under `path`. */
export function check(schema: AnySchema, value: unknown, path: string): Issue[] {
  const { issues = [] } = v.safeParse(schema, value);
  const shape = schema as unknown as Shape;
  const wrong = issues.flatMap((issue) => leaves(issue, [])).filter(({ issue }) => !isUnknownKey(issue));
  return [
    ...wrong.map(({ issue, keys }) => ({ path: keys.reduce(join, path), message: explain(issue, shape, keys) })),
    ...unknownKeys(shape, value, path),
  ];
}

/** A union such as `false | {…}` hides what is wrong inside its object. */
function leaves(
  issue: v.BaseIssue<unknown>,
  above: readonly string[],
): { issue: v.BaseIssue<unknown>; keys: string[] }[] {
  const keys = [...above, ...(issue.path ?? []).map((item) => String(item.key))];
  const deeper = (issue.issues ?? []).filter((part) => part.path !== undefined);
  return deeper.length > 0 ? deeper.flatMap((part) => leaves(part, keys)) : [{ issue, keys }];
}

/** The schema library tells of the first such key only. */
function isUnknownKey({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type === "strict_object" && expected === "never";
}

function explain(issue: v.BaseIssue<unknown>, shape: Shape, keys: readonly string[]): string {
  const isMissing = issue.type === "strict_object" && issue.expected !== "Object";
  if (!isMissing) return `${issue.message}, got ${show(issue.input)}`;
  const field = keys.reduce<Shape | undefined>((here, key) => entriesOf(here)?.[key] ?? unwrapped(here)?.value, shape);
  return `missing: ${field?.message ?? "it is needed"}`;
}

/** Keys that the schema does not know, at every depth, and lists where an object belongs. */
function unknownKeys(shape: Shape | undefined, value: unknown, path: string): Issue[] {
  const entries = entriesOf(shape);
  if ((!entries && shape?.type !== "record") || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return [{ path, message: "expected an object, got a list" }];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = join(path, key);
    if (!entries || Object.hasOwn(entries, key))
      return unknownKeys(unwrapped(entries?.[key] ?? shape?.value), inner, at);
    return [{ path: at, message: unknown(key, Object.keys(entries)) }];
  });
}

/** Dots between plain names; brackets around others. */
export function join(path: string, key: string): string {
  if (/^\d+$/.test(key)) return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}

export function unknown(name: string, known: readonly string[]): string {
  if (PLANNED.has(name)) return "not built yet in this version; leave it out";
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name]! : "";
  const [near] = known.includes(elsewhere) ? [elsewhere] : nearest(name, known);
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

function unwrapped(shape: Shape | undefined): Shape | undefined {
  return shape?.wrapped ? unwrapped(shape.wrapped) : shape;
}

/** The fields of an object's schema, also of the object in a union. */
function entriesOf(shape: Shape | undefined): Shape["entries"] {
  const inner = unwrapped(shape);
  if (inner?.entries !== undefined) return inner.entries;
  for (const option of inner?.options ?? []) {
    const entries = typeof option === "object" ? entriesOf(option) : undefined;
    if (entries) return entries;
  }
  return undefined;
}
