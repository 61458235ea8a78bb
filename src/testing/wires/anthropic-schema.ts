import { list, object, text } from "../json.ts";
import type { Failure } from "./failure.ts";
import { faultIn, type SchemaRules } from "./schema-rules.ts";

const FORMATS = ["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];

/** Structured outputs: https://docs.claude.com/en/docs/build-with-claude/structured-outputs */
const RULES: SchemaRules = {
  keywords: [
    ...["$ref", "$defs", "type", "title", "description", "enum", "const", "anyOf", "allOf", "properties", "required"],
    ...["additionalProperties", "items", "minItems", "format", "default"],
  ],
  closed: true,
  recursion: "nowhere",
  allows(keyword, value) {
    if (keyword === "minItems") return value === 0 || value === 1;
    if (keyword === "format") return FORMATS.includes(text(value));
    return keyword !== "enum" || list(value).every((one) => one === null || typeof one !== "object");
  },
};

/** Models that came before structured outputs. */
const WITHOUT = /claude-(3|(opus|sonnet)-4-2025)/;

/** A schema that this provider would not take: of the answer, of a strict tool, or of any tool. */
export function refuseSchemas(body: unknown): Failure | undefined {
  const { model, output_config, tools } = object(body);
  const format = object(object(output_config).format);
  if (format.schema !== undefined && WITHOUT.test(text(model))) {
    return refusal(`output_config.format: '${text(model)}' does not support output format.`);
  }
  const wrong = format.schema === undefined ? undefined : faultIn(format.schema, RULES);
  if (wrong) return refusal(`output_config.format.${wrong}`);
  for (const [index, tool] of list(tools).map(object).entries()) {
    if (tool.input_schema === undefined) continue;
    const schema = object(tool.input_schema);
    const fault = faultInTool(schema) ?? (tool.strict === true ? faultIn(schema, RULES) : undefined);
    if (fault) return refusal(`tools.${index}.custom.input_schema: ${fault}`);
  }
  return undefined;
}

function faultInTool(schema: Readonly<Record<string, unknown>>): string | undefined {
  if (schema.type !== "object") return "type: Field required";
  if (["oneOf", "allOf", "anyOf"].some((keyword) => keyword in schema)) {
    return "input_schema does not support oneOf, allOf, or anyOf at the top level";
  }
  return hasListedItems(schema) ? "JSON schema is invalid. It must match JSON Schema draft 2020-12" : undefined;
}

function hasListedItems(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray((value as { items?: unknown }).items) || Object.values(value).some(hasListedItems);
}

function refusal(message: string): Failure {
  return { kind: "invalid_request", status: 400, message };
}
