import { isRecord, record } from "../../lib/record.ts";
import type { Draft } from "./draft.ts";
import { notStrict, strictSchema } from "./strict-schema.ts";

/** Writes tools for servers that know functions only, and leaves an empty list out everywhere. */
export function encodeTools(draft: Draft): void {
  const { body, dialect } = draft;
  if (dialect.functionsOnly) functionsOnly(draft);
  if (dialect.judgesStrict) strictTools(draft);
  if (!Array.isArray(body.tools) || body.tools.length > 0) return;
  // An empty list is refused by OpenAI and Mistral, and so are these without a list.
  delete body.tools;
  delete body.parallel_tool_calls;
  if (body.tool_choice === "auto" || body.tool_choice === "none") delete body.tool_choice;
}

function strictTools({ body, notes, dialect }: Draft): void {
  if (!Array.isArray(body.tools)) return;
  body.tools = body.tools.map((tool) => {
    const definition = record(record(tool).function);
    const { strict, parameters, name } = definition;
    if (strict !== true || !isRecord(parameters)) return tool;
    const fitted = strictSchema(parameters);
    if (fitted === parameters) return tool;
    if (fitted !== undefined) return { ...record(tool), function: { ...definition, parameters: fitted } };
    notes.warn("dropped_param", "tools", `strict was left out of the tool "${String(name)}": ${notStrict(dialect)}`);
    return { ...record(tool), function: { ...definition, strict: false } };
  });
}

function functionsOnly({ body, dialect: { title }, notes }: Draft): void {
  if (!Array.isArray(body.tools)) return;
  if (body.tools.some((tool) => record(tool).type === "custom")) {
    notes.refuse("tools", `${title} has no custom tools; write them as functions`);
    body.tools = body.tools.filter((tool) => record(tool).type !== "custom");
  }
  const choice = body.tool_choice;
  if (!isRecord(choice) || choice.type !== "allowed_tools") return;
  const { mode, tools: allowed } = record(choice.allowed_tools);
  const names = new Set(Array.isArray(allowed) ? allowed.map(nameOf) : []);
  // The same to the model: it sees no tool that it may not call.
  body.tools = (body.tools as unknown[]).filter((tool) => names.has(nameOf(tool)));
  body.tool_choice = mode === "required" ? "required" : "auto";
}

function nameOf(tool: unknown): unknown {
  return record(record(tool).function).name;
}
