import { list, record } from "../../lib/record.ts";
import { type Fields, refuse } from "./refuse.ts";

const HOSTED = "is a hosted tool, which runs at OpenAI and is not served here; give it as a function tool";

/** Function and custom tools as chat has them. */
export function toolsOf(tools: unknown): readonly unknown[] {
  if (!Array.isArray(tools)) refuse("tools", "expected a list of tools");
  return list(tools).map((tool, i) => {
    const { type, name, description, parameters, strict, format } = record(tool);
    const about = { name, ...present({ description }) };
    if (type === "function") return { type, function: { ...about, ...present({ parameters, strict }) } };
    if (type === "custom") return { type, custom: { ...about, ...present({ format: grammarOf(format) }) } };
    return refuse(`tools[${i}].type`, `"${String(type)}" ${HOSTED}`, "unsupported_tool");
  });
}

/** Chat has a grammar's fields one level deeper. */
function grammarOf(format: unknown): unknown {
  const { type, ...grammar } = record(format);
  return type === "grammar" ? { type, grammar } : format;
}

export function toolChoiceOf(choice: unknown): unknown {
  if (typeof choice === "string") return choice;
  const { type, name, mode, tools } = record(choice);
  if (type === "function") return { type, function: { name } };
  if (type === "custom") return { type, custom: { name } };
  if (type !== "allowed_tools") return refuse("tool_choice.type", `"${String(type)}" ${HOSTED}`, "unsupported_tool");
  return { type, allowed_tools: { mode, tools: list(tools).map(toolChoiceOf) } };
}

/** `text.format` as chat's `response_format`; undefined for plain text. */
export function formatOf(format: unknown): Fields | undefined {
  const { type, name, schema, strict, description } = record(format);
  if (type === undefined || type === "text") return undefined;
  if (type === "json_object") return { type };
  if (type === "json_schema") return { type, json_schema: { name, schema, ...present({ strict, description }) } };
  return refuse("text.format.type", `expected "text", "json_schema" or "json_object"`);
}

/** The fields that say something. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
