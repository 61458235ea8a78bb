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
  return fits(schema, 0) ? closed(schema) : undefined;
}

const DEEPEST = 100;

function fits(schema: Schema, depth: number): boolean {
  if (depth > DEEPEST || Object.keys(schema).some((keyword) => REFUSED.has(keyword))) return false;
  return (!isObject(schema) || isClosable(schema)) && partsOf(schema).every((part) => fits(part, depth + 1));
}

function partsOf(schema: Schema): Schema[] {
  const named = NAMED.flatMap((keyword) => entriesOf(schema[keyword]).map(([, value]) => value));
  return [...named, ...LISTS.flatMap((keyword) => listOf(schema[keyword])), schema.items].filter(isSchema);
}

/** All its properties must be there, and nothing says that others may be. */
function isClosable({ properties, required, additionalProperties }: Schema): boolean {
  const names = entriesOf(properties).map(([name]) => name);
  const open = additionalProperties !== undefined && additionalProperties !== false;
  return properties !== undefined && !open && names.every((name) => listOf(required).includes(name));
}

function closed(schema: Schema): Schema {
  const changed: Record<string, unknown> = {};
  const inside = (value: unknown): unknown => (isSchema(value) ? closed(value) : value);
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
  if (isObject(schema) && schema.additionalProperties === undefined) changed.additionalProperties = false;
  return Object.keys(changed).length === 0 ? schema : { ...schema, ...changed };
}

function isObject({ type, properties }: Schema): boolean {
  return [type].flat().includes("object") || properties !== undefined;
}

/** Why `strict` was left out. */
export function notStrict({ title }: { readonly title: string }): string {
  return `${title}'s strict mode takes no optional properties, open objects, or keywords such as oneOf and not; the schema itself was sent`;
}
