import { object } from "../json.ts";
import type { Failure } from "./failure.ts";
import { faultIn, type SchemaRules } from "./schema-rules.ts";

/** Strict structured outputs: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const RULES: SchemaRules = {
  keywords: [
    ...["$ref", "$defs", "definitions", "type", "title", "description", "enum", "const", "anyOf", "properties"],
    ...["required", "additionalProperties", "items", "minItems", "maxItems", "pattern", "format", "multipleOf"],
    ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "$schema"],
  ],
  closed: true,
  allRequired: true,
  recursion: "anywhere",
};

/** A strict schema that this provider would not take. */
export function refuseSchemas(body: unknown): Failure | undefined {
  const { name, schema, strict } = object(object(object(body).response_format).json_schema);
  if (strict !== true) return undefined;
  const fault = faultIn(schema, RULES) ?? (object(schema).type === "object" ? undefined : "schema must be an object");
  if (fault === undefined) return undefined;
  const message = `Invalid schema for response_format '${String(name)}': ${fault}`;
  return { kind: "invalid_request", status: 400, message };
}
