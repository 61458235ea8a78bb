import { currentDraft } from "../schema/current-draft.ts";
import { merge } from "../schema/merge.ts";
import { plain } from "../schema/plain.ts";
import { resolve } from "../schema/refs.ts";
import { entriesOf, isSchema, listOf, type Schema } from "../schema/schema.ts";

/** What a root may not be. Source: the API's 400 "input_schema does not support oneOf, allOf, or anyOf at the top level". */
const COMPOSED = ["$ref", "anyOf", "oneOf", "allOf"];

/**
 * A function's parameters as an `input_schema`, whose root is a plain object. A union becomes an object that each of its
 * variants fits, and is told in the description; `loose` says so.
 */
export function inputSchema(parameters: Schema): { schema: Schema & { type: "object" }; loose: boolean } {
  const given = dereferenced(currentDraft(parameters));
  if (!COMPOSED.some((keyword) => keyword in given)) return { schema: rooted(given), loose: false };
  const { schema } = plain(given, "optional");
  const { anyOf, ...root } = schema;
  const variants = listOf(anyOf).filter(isSchema);
  if (variants.length === 0) return { schema: rooted(root), loose: false };
  const told = `The input must fit one of these JSON schemas: ${JSON.stringify(variants)}`;
  const description = [root.description, told].filter(Boolean).join("\n\n");
  return { schema: rooted({ ...root, ...together(variants), description }), loose: true };
}

const MOST_REFS = 8;

/** What a reference at the root names, in its place. */
function dereferenced(given: Schema): Schema {
  let root = given;
  for (let refs = 0; "$ref" in root && refs < MOST_REFS; refs += 1) {
    const { $ref, ...beside } = root;
    root = merge(beside, resolve(given, $ref) ?? {});
  }
  return root;
}

function rooted(schema: Schema): Schema & { type: "object" } {
  return { ...schema, type: "object", ...(!("properties" in schema) && { properties: {} }) };
}

/** What any of the variants may hold; needed is what all of them need. */
function together(variants: readonly Schema[]): Schema {
  const kinds = new Map<string, unknown[]>();
  for (const variant of variants) {
    for (const [name, kind] of entriesOf(variant.properties)) kinds.set(name, [...(kinds.get(name) ?? []), kind]);
  }
  const properties = Object.fromEntries([...kinds].map(([name, all]) => [name, oneOf(all)]));
  const [first = {}, ...others] = variants;
  const required = listOf(first.required).filter((name) =>
    others.every((other) => listOf(other.required).includes(name)),
  );
  return { properties, ...(required.length > 0 && { required }) };
}

function oneOf(kinds: readonly unknown[]): unknown {
  const different = [...new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values()];
  return different.length === 1 ? different[0] : { anyOf: different };
}
