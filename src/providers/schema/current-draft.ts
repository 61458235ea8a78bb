import { isSchema, type Schema } from "./schema.ts";

/**
 * A schema of an older draft in the words of 2020-12, which is what Anthropic holds a tool's schema to: a list in `items` is
 * `prefixItems`, and `$schema` is left out. A schema that is current comes back as it is.
 */
export function currentDraft(schema: Schema): Schema {
  return isOld(schema) ? (rewritten(schema) as Schema) : schema;
}

function isOld(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isOld);
  return isSchema(value) && (Array.isArray(value.items) || "$schema" in value || Object.values(value).some(isOld));
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (!isSchema(value)) return value;
  const { $schema, additionalItems, ...schema } = value;
  const out = Object.fromEntries(Object.entries(schema).map(([keyword, entry]) => [keyword, rewritten(entry)]));
  if (typeof $schema === "object") out.$schema = rewritten($schema);
  if (!Array.isArray(out.items)) return additionalItems === undefined ? out : { ...out, additionalItems };
  const { items, ...rest } = out;
  return { ...rest, prefixItems: items, ...(additionalItems !== undefined && { items: rewritten(additionalItems) }) };
}
