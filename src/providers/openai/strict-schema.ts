import { entriesOf, isSchema, listOf, type Schema } from "../schema/schema.ts";

/** Refused in strict mode. Source: OpenAI's guide to structured outputs, "Some type-specific keywords are not yet supported". */
const REFUSED = new Set([
  ...["allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties"],
  ...["unevaluatedProperties", "unevaluatedItems", "propertyNames", "minProperties", "maxProperties", "contains"],
]);

/** Keywords that hold schemas. */
const LISTS = ["anyOf", "prefixItems"];
const NAMED = ["properties", "$defs", "definitions"];

/**
 * A schema for OpenAI's strict mode: every object closed, which narrows it and no more. Undefined where strict mode would
 * refuse it all the same: it has properties that need not be there, is open on purpose, or says what the mode cannot hold to.
 * Nothing is changed in place; the very same schema comes back if it is closed already.
 */
export function strictSchema(schema: Schema): Schema | undefined {
  try {
    return closed(schema, 0);
  } catch (error) {
    if (error === LOOSE) return undefined;
    throw error;
  }
}

const LOOSE = new Error("not for strict mode");
const DEEPEST = 100;

function closed(schema: Schema, depth: number): Schema {
  if (depth > DEEPEST || Object.keys(schema).some((keyword) => REFUSED.has(keyword))) throw LOOSE;
  const changed: Record<string, unknown> = {};
  const inside = (value: unknown): unknown => (isSchema(value) ? closed(value, depth + 1) : value);
  for (const keyword of NAMED) {
    const entries = entriesOf(schema[keyword]);
    const made = entries.map(([name, value]) => [name, inside(value)] as const);
    if (made.some(([, value], at) => value !== entries[at]![1])) changed[keyword] = Object.fromEntries(made);
  }
  for (const keyword of LISTS) {
    const list = listOf(schema[keyword]);
    const made = list.map(inside);
    if (made.some((value, at) => value !== list[at])) changed[keyword] = made;
  }
  const items = inside(schema.items);
  if (items !== schema.items) changed.items = items;
  if (isObject(schema)) {
    const required = listOf(schema.required);
    const names = entriesOf(schema.properties).map(([name]) => name);
    if (names.some((name) => !required.includes(name)) || schema.properties === undefined) throw LOOSE;
    if (schema.additionalProperties === undefined) changed.additionalProperties = false;
    else if (schema.additionalProperties !== false) throw LOOSE;
  }
  return Object.keys(changed).length === 0 ? schema : { ...schema, ...changed };
}

function isObject({ type, properties }: Schema): boolean {
  return [type].flat().includes("object") || properties !== undefined;
}

/** Why `strict` was left out. */
export function notStrict({ title }: { readonly title: string }): string {
  return `${title}'s strict mode takes no optional properties, open objects, or keywords such as oneOf and not; the schema itself was sent`;
}
