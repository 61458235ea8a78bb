import { type FittedSchema, fitTo, type Subset } from "../schema/fit.ts";
import type { Schema } from "../schema/schema.ts";

/** Source: the SDK's own schema transformer, 1.11. */
const STRING_FORMATS = new Set([
  ...["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"],
]);

const same = (value: unknown) => value;

/** What structured output and strict tools take. Sources: the SDK's transformer, and the page on structured outputs. */
const SUBSET: Subset = {
  closed: true,
  recursion: "nowhere",
  keywords: {
    $ref: same,
    $defs: same,
    type: same,
    title: same,
    description: same,
    enum: (value) => (Array.isArray(value) && value.every(isPrimitive) ? value : undefined),
    const: (value) => (isPrimitive(value) ? value : undefined),
    anyOf: same,
    properties: same,
    required: same,
    items: same,
    minItems: (value) => (value === 0 || value === 1 ? value : undefined),
    format: (value) => (STRING_FORMATS.has(String(value)) ? value : undefined),
  },
  /** Without tuples, entries are at least of one of their kinds. */
  rewrite(schema) {
    if (!Array.isArray(schema.prefixItems) || schema.items !== undefined) return schema;
    return {
      ...schema,
      items: { anyOf: [...new Map(schema.prefixItems.map((e) => [JSON.stringify(e), e])).values()] },
    };
  },
};

/** Writes a JSON Schema anew within Anthropic's subset. */
export function fitSchema(schema: Schema): FittedSchema {
  return fitTo(schema, SUBSET);
}

function isPrimitive(value: unknown): boolean {
  return value === null || typeof value !== "object";
}
