import { list, object, text } from "../json.ts";
import type { Failure } from "./failure.ts";
import { faultIn, type SchemaRules } from "./schema-rules.ts";

/** `responseJsonSchema` and `parametersJsonSchema`: https://ai.google.dev/api/generate-content#generationconfig */
const RULES: SchemaRules = {
  keywords: [
    ...["$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum", "items", "prefixItems"],
    ...["minItems", "maxItems", "minimum", "maximum", "anyOf", "oneOf", "properties", "additionalProperties"],
    ...["required", "propertyOrdering"],
  ],
  recursion: "optional",
  bareRefs: true,
  allows: (keyword, value) =>
    keyword !== "enum" || list(value).every((one) => typeof one === "string" || typeof one === "number"),
};

/** A JSON Schema of the answer or of a function that this provider would not take. */
export function refuseSchemas(body: unknown): Failure | undefined {
  const { generationConfig, tools } = object(body);
  const declared = list(tools).flatMap((tool) => list(object(tool).functionDeclarations).map(object));
  const schemas: readonly (readonly [string, unknown])[] = [
    ["generation_config.response_json_schema", object(generationConfig).responseJsonSchema],
    ...declared.map((one) => [`tools.function_declarations.${text(one.name)}`, one.parametersJsonSchema] as const),
  ];
  for (const [place, schema] of schemas) {
    const fault = schema === undefined ? undefined : faultIn(schema, RULES);
    if (fault) return { kind: "invalid_request", status: 400, message: `Invalid value at '${place}': ${fault}` };
  }
  return undefined;
}
