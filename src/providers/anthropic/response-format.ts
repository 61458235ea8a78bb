import type { Draft } from "./draft.ts";
import { fitSchema } from "./schema.ts";

/** Writes `response_format`: a schema natively, schema-less JSON as an instruction. */
export function encodeResponseFormat(draft: Draft): void {
  const { request, facts, notes, body } = draft;
  const format = request.response_format;
  if (format === undefined || format.type === "text") return;
  if (format.type === "json_object") {
    draft.instructions.push("Answer with one JSON object and nothing else: no text around it, no code fence.");
    notes.warn(
      "emulated_param",
      "response_format",
      "Anthropic has no JSON mode; the model is only asked for a JSON object",
    );
    return;
  }
  if (!facts.structuredOutput) {
    notes.refuse("response_format", "the model has no structured output; use a newer one, or a tool with this schema");
    return;
  }
  const { schema, moved } = fitSchema(format.json_schema.schema ?? { type: "object" });
  if (moved.length > 0) {
    notes.warn(
      "emulated_param",
      "response_format",
      `${moved.join(", ")} of the schema became part of its descriptions`,
    );
  }
  body.output_config = { ...body.output_config, format: { type: "json_schema", schema } };
}
