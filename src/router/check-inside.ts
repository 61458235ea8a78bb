import { record } from "../lib/record.ts";
import { fail, is, listOf } from "./field.ts";

type Look = (value: unknown, place: string) => void;

const LOOKS: Readonly<Record<string, Look>> = {
  tools(tools, place) {
    for (const [i, tool] of (tools as Record<string, unknown>[]).entries()) checkTool(tool, `${place}[${i}]`);
  },
  tool_choice: checkToolChoice,
  functions(functions, place) {
    for (const [i, { name, parameters }] of (functions as Record<string, unknown>[]).entries()) {
      if (!is.name(name)) fail(`${place}[${i}].name`, "expected the function's name, a string");
      if (!is.absent(parameters) && !is.object(parameters)) {
        fail(`${place}[${i}].parameters`, "expected a JSON schema, an object");
      }
    }
  },
  function_call(choice, place) {
    if (is.object(choice)) {
      if (!is.name(choice.name)) fail(`${place}.name`, "expected the function's name, a string");
    } else if (choice !== "none" && choice !== "auto") fail(place, 'expected "none", "auto" or a named function');
  },
  response_format(format, place) {
    const { type, json_schema } = record(format);
    if (type !== "json_schema") return;
    const { name, schema } = record(json_schema);
    if (!is.name(name)) fail(`${place}.json_schema.name`, "expected the schema's name, a string");
    if (!is.absent(schema) && !is.object(schema))
      fail(`${place}.json_schema.schema`, "expected a JSON schema, an object");
  },
  provider_options(options, place) {
    for (const [name, native] of Object.entries(record(options))) {
      if (!is.absent(native) && !is.object(native))
        fail(`${place}.${name}`, "expected that provider's own fields, an object");
    }
  },
  stream_options(options, place) {
    const flags = record(options);
    for (const name of ["include_usage", "include_obfuscation"]) {
      if (!is.absent(flags[name]) && !is.flag(flags[name])) fail(`${place}.${name}`, "expected true or false");
    }
  },
};

/** What would be wrong for every target inside a field that has an inside; the field itself has been looked at. */
export const INSIDE: ReadonlyMap<string, Look> = new Map(Object.entries(LOOKS));

/** Vendors have tools of their own types: what those hold is for the target to judge. */
function checkTool(tool: Record<string, unknown>, place: string): void {
  const { type } = tool;
  if (!is.name(type)) fail(`${place}.type`, 'expected "function" or "custom"');
  if (type !== "function" && type !== "custom") return;
  checkName(tool, type, place);
  const { parameters } = record(tool.function);
  if (!is.absent(parameters) && !is.object(parameters)) {
    fail(`${place}.function.parameters`, "expected a JSON schema, an object");
  }
}

const WORDS = ["none", "auto", "required"];

function checkToolChoice(choice: unknown, place: string): void {
  if (is.text(choice)) {
    if (!WORDS.includes(choice)) fail(place, 'expected "none", "auto", "required" or a named tool');
    return;
  }
  const { type, allowed_tools } = record(choice);
  if (type === "function" || type === "custom") checkName(record(choice), type, place);
  else if (type === "allowed_tools") checkAllowed(record(allowed_tools), `${place}.allowed_tools`);
  else fail(`${place}.type`, 'expected "function", "custom" or "allowed_tools"');
}

function checkAllowed({ mode, tools }: Record<string, unknown>, place: string): void {
  if (mode !== "auto" && mode !== "required") fail(`${place}.mode`, 'expected "auto" or "required"');
  if (!listOf(is.object)(tools)) fail(`${place}.tools`, "expected a list of tools");
}

function checkName(of: Record<string, unknown>, type: "function" | "custom", place: string): void {
  if (!is.name(record(of[type]).name)) fail(`${place}.${type}.name`, "expected the tool's name, a string");
}
