import type { Tool } from "@anthropic-ai/sdk/resources/messages";
import { jsonFormatOf } from "../json-format.ts";
import { currentDraft } from "../schema/current-draft.ts";
import { warnOfFit } from "../schema/warn.ts";
import type { Draft } from "./draft.ts";
import { fitSchema } from "./schema.ts";

type Schema = Record<string, unknown>;

/** Writes `response_format`: a schema natively or as a tool whose input is the answer, schema-less JSON as an instruction. */
export function encodeResponseFormat(draft: Draft): void {
  const { request, facts, notes, body } = draft;
  const format = jsonFormatOf(request, notes);
  if (format === undefined) return;
  const schema = format.type === "json_schema" ? format.json_schema.schema : undefined;
  if (format.type === "json_object" || schema === undefined) {
    draft.instructions.push("Answer with one JSON object and nothing else: no text around it, no code fence.");
    notes.warn(
      "emulated_param",
      "response_format",
      "Anthropic has no JSON mode; the model is only asked for a JSON object",
    );
    return;
  }
  if (!facts.structuredOutput) {
    answerWithTool(draft, format.json_schema, schema);
    return;
  }
  const fitted = fitSchema(schema);
  warnOfFit(notes, "response_format", "the schema", fitted);
  body.output_config = { ...body.output_config, format: { type: "json_schema", schema: fitted.schema } };
}

/** Models before structured output call a tool that takes the answer; beside other tools they may call one of those instead. */
function answerWithTool(
  draft: Draft,
  { name, description }: { name: string; description?: string },
  schema: Schema,
): void {
  const { notes, body } = draft;
  const choice = body.tool_choice;
  if (choice?.type === "any" || choice?.type === "tool") {
    const why = "the model has no structured output, and would answer through a tool; tool_choice forces another";
    notes.warn("dropped_param", "response_format", `response_format was left out: ${why}`);
    return;
  }
  const whole = schema.type === "object" && !["anyOf", "oneOf", "allOf", "$ref"].some((keyword) => keyword in schema);
  const tool = unusedName(name, body.tools);
  draft.answerTool = { name: tool, wrapped: !whole };
  const answer: Tool = {
    name: tool,
    description: [description, "Answer by calling this tool: its input is the answer."].filter(Boolean).join("\n\n"),
    input_schema: (whole ? currentDraft(schema) : wrapped(schema)) as Tool.InputSchema,
  };
  const others = choice?.type === "none" ? [] : (body.tools ?? []);
  body.tools = [...(body.tools ?? []), answer];
  body.tool_choice =
    others.length === 0
      ? { type: "tool", name: tool, disable_parallel_tool_use: true }
      : {
          type: "any",
          ...(choice?.type === "auto" && choice.disable_parallel_tool_use && { disable_parallel_tool_use: true }),
        };
  const text =
    "the model has no structured output; it was made to answer through a tool, which does not hold it to every constraint";
  notes.warn("emulated_param", "response_format", text);
}

/** A tool's input is an object: any other answer is its one property. */
function wrapped(schema: Schema): Schema {
  const { $defs, definitions, ...value } = currentDraft(schema);
  const shared = { ...($defs !== undefined && { $defs }), ...(definitions !== undefined && { definitions }) };
  return { type: "object", properties: { answer: value }, required: ["answer"], ...shared };
}

function unusedName(name: string, tools: Draft["body"]["tools"] = []): string {
  const taken = new Set(tools.map((tool) => ("name" in tool ? tool.name : "")));
  let free = name.replace(/[^\w-]/g, "_").slice(0, 60) || "answer";
  while (taken.has(free)) free += "_";
  return free;
}
