import { isRecord, record } from "../../lib/record.ts";
import type { Draft } from "./draft.ts";
import { notStrict, strictSchema } from "./strict-schema.ts";

/** Where there is JSON mode but no schema, the schema becomes an instruction in front of the conversation. */
export function encodeResponseFormat({ body, dialect, notes }: Draft): void {
  const format = body.response_format;
  if (!isRecord(format) || format.type !== "json_schema") return;
  const { name, schema, strict } = record(format.json_schema);
  if (dialect.judgesStrict && strict === true && isRecord(schema)) {
    const fitted = strictSchema(schema);
    if (fitted === schema) return;
    if (fitted === undefined) {
      notes.warn("dropped_param", "response_format", `strict was left out of response_format: ${notStrict(dialect)}`);
    }
    const json_schema = { ...record(format.json_schema), ...(fitted ? { schema: fitted } : { strict: false }) };
    body.response_format = { ...format, json_schema };
    return;
  }
  if (!dialect.noSchema) return;
  const content = `Answer with one JSON object and nothing else. It must fit this JSON Schema (${String(name)}): ${JSON.stringify(schema ?? {})}`;
  body.response_format = { type: "json_object" };
  if (Array.isArray(body.messages)) body.messages = [{ role: "system", content }, ...body.messages];
  const text = `${dialect.title} has no JSON Schema; the model is only asked to keep to it, in JSON mode`;
  notes.warn("emulated_param", "response_format", text);
}
