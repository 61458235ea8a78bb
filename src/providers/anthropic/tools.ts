import type { Tool } from "@anthropic-ai/sdk/resources/messages";
import type { ChatCompletionCustomTool, ChatCompletionFunctionTool } from "openai/resources/chat/completions";
import { cacheControl } from "./cache-control.ts";
import type { Draft } from "./draft.ts";
import { fitSchema } from "./schema.ts";
import { inputSchema } from "./tool-schema.ts";

type FunctionDefinition = ChatCompletionFunctionTool["function"];
type CustomDefinition = ChatCompletionCustomTool["custom"];

/** A custom tool as a function tool: its one argument is the raw text. */
const RAW_INPUT = {
  type: "object",
  properties: { input: { type: "string" } },
  required: ["input"],
  additionalProperties: false,
} as const;

/** Writes the tools; those that `tool_choice: allowed_tools` leaves out are not sent. */
export function encodeTools(draft: Draft): void {
  const { request, notes, body } = draft;
  const tools = (request.tools ?? []).flatMap((tool, index): Tool[] => {
    const cache = cacheControl(tool, notes);
    if (tool.type === "function") return [{ ...functionTool(tool.function, draft), ...cache }];
    if (tool.type === "custom") return [{ ...customTool(tool.custom, draft), ...cache }];
    const type = String((tool as { type?: unknown }).type);
    notes.refuse(
      "tools",
      `tools[${index}] has the type "${type}"; native tools go into provider_options.anthropic.tools`,
    );
    return [];
  });
  const allowed = allowedNames(draft);
  const sent = allowed ? tools.filter((tool) => allowed.has(tool.name)) : tools;
  if (sent.length < tools.length) draft.edited = true;
  if (sent.length > 0) body.tools = sent;
}

function allowedNames({ request }: Draft): ReadonlySet<string> | undefined {
  const choice = request.tool_choice;
  if (typeof choice !== "object" || choice.type !== "allowed_tools") return undefined;
  const named = choice.allowed_tools.tools as { function?: { name?: string }; custom?: { name?: string } }[];
  return new Set(named.map((tool) => tool.function?.name ?? tool.custom?.name ?? ""));
}

function functionTool(definition: FunctionDefinition, draft: Draft): Tool {
  const { name, description, parameters, strict } = definition;
  const { schema: written, loose } = inputSchema(parameters ?? {});
  const schema = written as Tool.InputSchema;
  if (loose) {
    const text = `the union at the root of the tool "${name}" became part of its description: Anthropic wants an object there`;
    draft.notes.warn("emulated_param", "tools", text);
  }
  return {
    name,
    ...(description && { description }),
    input_schema: schema,
    ...(strict && strictSchema(name, schema, draft)),
  };
}

/** Strict tools exist where structured output does, for schemas within its subset. */
function strictSchema(name: string, schema: Tool.InputSchema, draft: Draft): Partial<Tool> {
  const fitted = fitSchema(schema as Record<string, unknown>);
  if (draft.facts.structuredOutput && fitted.moved.length === 0 && !fitted.unrolled) {
    return { strict: true, input_schema: fitted.schema as Tool.InputSchema };
  }
  const why = draft.facts.structuredOutput
    ? `its schema uses ${fitted.moved.join(", ") || "recursion"}`
    : "the model has no strict tools";
  draft.notes.warn("dropped_param", "tools", `strict was left out of the tool "${name}": ${why}`);
  return {};
}

function customTool(definition: CustomDefinition, draft: Draft): Tool {
  const { name, description, format } = definition;
  draft.customTools.add(name);
  const lines = [description, "Put the raw text for this tool into `input`."];
  if (format?.type === "grammar") {
    const { syntax, definition: grammar } = format.grammar;
    lines.push(`The text must follow this ${syntax} grammar:\n${grammar}`);
    draft.notes.warn(
      "emulated_param",
      "tools",
      `the grammar of the custom tool "${name}" is only part of its description`,
    );
  }
  return {
    name,
    description: lines.filter(Boolean).join("\n\n"),
    input_schema: structuredClone(RAW_INPUT) as unknown as Tool.InputSchema,
  };
}
