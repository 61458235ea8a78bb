import { plain, type Recursion } from "./plain.ts";
import { entriesOf, isSchema, listOf, type Schema } from "./schema.ts";

/** What a provider understands of JSON Schema. */
export interface Subset {
  /** Keywords it takes, with the value it takes them with; undefined: not in this form. */
  readonly keywords: Readonly<Record<string, (value: unknown, schema: Schema) => unknown>>;
  /** Every object says what it holds, and holds nothing else. */
  readonly closed?: true;
  readonly recursion: Recursion;
  /** Another form of a schema before its keywords are looked at. */
  rewrite?(schema: Schema): Schema;
}

/** A JSON Schema as a provider takes it, and what only its descriptions still tell. */
export interface FittedSchema {
  readonly schema: Record<string, unknown>;
  /** Constraints that the provider does not hold the answer to. */
  readonly moved: readonly string[];
  /** The schema contains itself, and was written out to a fixed depth. */
  readonly unrolled: boolean;
}

/** Says nothing about the answer. */
const MUTE = new Set(["$schema", "$id", "$comment", "$anchor"]);

/** Tells the model something, but holds it to nothing. */
const NOTES = new Set(["default", "examples", "example", "deprecated", "readOnly", "writeOnly"]);

/**
 * Writes a JSON Schema anew within a provider's subset; every constraint beyond it goes into the description next to it, in
 * the form `{minLength: 3}`. Whatever fits the new schema and its descriptions fits the old one. The old one is not changed.
 */
export function fitTo(schema: Schema, subset: Subset): FittedSchema {
  const { schema: written, unrolled } = plain(schema, subset.recursion);
  const moved = new Set<string>();
  return { schema: narrow(written, subset, moved), moved: [...moved], unrolled };
}

function narrow(given: Schema, subset: Subset, moved: Set<string>): Record<string, unknown> {
  const schema = subset.rewrite?.(given) ?? given;
  const out: Record<string, unknown> = {};
  const beyond: string[] = [];
  const tell = (keyword: string, value: unknown) => {
    if (MUTE.has(keyword)) return;
    if (!NOTES.has(keyword)) moved.add(keyword);
    beyond.push(`${keyword}: ${JSON.stringify(value)}`);
  };
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === "beyond") continue;
    const take = Object.hasOwn(subset.keywords, keyword) ? subset.keywords[keyword]! : undefined;
    const taken = take?.(value, schema);
    if (taken !== undefined) out[keyword] = within(keyword, taken, subset, moved);
    // A closed object is what was asked for.
    else if (!(subset.closed && keyword === "additionalProperties" && value === false)) tell(keyword, value);
  }
  for (const left of listOf(schema.beyond)) for (const [keyword, value] of entriesOf(left)) tell(keyword, value);
  if (subset.closed && isObject(schema)) {
    // An open object would only ever be empty.
    if (out.properties === undefined && schema.additionalProperties === undefined) moved.add("additionalProperties");
    out.properties ??= {};
    out.additionalProperties = false;
  }
  if (beyond.length > 0) out.description = [out.description, `{${beyond.join(", ")}}`].filter(Boolean).join("\n\n");
  return out;
}

/** The schemas inside a keyword's value, narrowed. */
function within(keyword: string, value: unknown, subset: Subset, moved: Set<string>): unknown {
  const one = (entry: unknown) => (isSchema(entry) ? narrow(entry, subset, moved) : entry);
  if (keyword === "properties" || keyword === "$defs") {
    const named: Record<string, unknown> = {};
    for (const [name, entry] of entriesOf(value)) {
      Object.defineProperty(named, name, { value: one(entry), enumerable: true, writable: true, configurable: true });
    }
    return named;
  }
  if (keyword === "anyOf" || keyword === "prefixItems") return listOf(value).map(one);
  if (keyword === "items" || keyword === "additionalProperties") return one(value);
  return Array.isArray(value) ? [...value] : value;
}

function isObject(schema: Schema): boolean {
  return [schema.type].flat().includes("object") || "properties" in schema;
}
