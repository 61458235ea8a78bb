import { type FittedSchema, fitTo, type Subset } from "../schema/fit.ts";
import type { Schema } from "../schema/schema.ts";

const same = (value: unknown) => value;

/** What `responseJsonSchema` and `parametersJsonSchema` take. Source: Google's reference of generationConfig. */
const SUBSET: Subset = {
  recursion: "optional",
  keywords: {
    $ref: same,
    $defs: same,
    type: same,
    format: same,
    title: same,
    description: same,
    enum: (value) => (Array.isArray(value) && value.every(isNameable) ? value : undefined),
    items: same,
    prefixItems: same,
    minItems: same,
    maxItems: same,
    minimum: same,
    maximum: same,
    anyOf: same,
    properties: same,
    additionalProperties: same,
    required: same,
    propertyOrdering: same,
  },
  rewrite: (schema) => (schema.const === undefined ? withoutNull(schema) : constant(schema)),
};

/** Writes a JSON Schema anew within Gemini's subset. */
export function fitSchema(schema: Schema): FittedSchema {
  return fitTo(schema, SUBSET);
}

/** `const` as an enum of one. */
function constant({ const: only, ...schema }: Schema): Schema {
  if (isNameable(only)) return { type: typeof only, ...schema, enum: [only] };
  if (only === null) return { ...schema, type: "null" };
  return typeof only === "boolean" ? { ...schema, type: "boolean", const: only } : { ...schema, const: only };
}

/** An enum holds texts and numbers: null beside them is a kind of its own. */
function withoutNull(schema: Schema): Schema {
  const { enum: values, type, ...rest } = schema;
  if (!Array.isArray(values) || !values.includes(null)) return schema;
  const others = values.filter((value) => value !== null);
  const { description, title, ...inner } = rest;
  const kind = [type ?? []].flat().filter((one) => one !== "null");
  const typed = kind.length > 0 ? { type: kind.length === 1 ? kind[0] : kind } : {};
  const said = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
  return { ...said, anyOf: [{ ...typed, ...inner, enum: others }, { type: "null" }] };
}

function isNameable(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
