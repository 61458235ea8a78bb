import { jsonIn } from "../lib/json-in.ts";
import { record } from "../lib/record.ts";
import { fail, is, listOf } from "./field.ts";

const OBJECTS = listOf(is.object);
const ROLES = ["system", "developer", "user", "assistant", "tool", "function"];

type Payload = readonly [field: string, inner: string | undefined, test: (value: unknown) => boolean, expected: string];

/** What a content part must hold beside its `type`; parts of other types are for the target to judge. */
const PARTS: Readonly<Record<string, readonly Payload[]>> = {
  text: [["text", undefined, is.text, "a string"]],
  refusal: [["refusal", undefined, is.text, "a string"]],
  image_url: [["image_url", "url", is.name, "the image's address or data URL, a string"]],
  input_audio: [
    ["input_audio", "data", is.text, "the audio as base64, a string"],
    ["input_audio", "format", is.name, "the audio's format, a string"],
  ],
  file: [["file", undefined, is.object, "an object with `file_data` or `file_id`"]],
};

/** Refuses a message that no target could read. `lenient`: some target forgives tool arguments that are not JSON. */
export function checkMessage(message: unknown, at: number, lenient: boolean): void {
  if (!is.object(message)) fail(`messages[${at}]`, "expected an object with `role` and `content`");
  const { role, content, tool_calls, tool_call_id } = message;
  if (!is.text(role) || !ROLES.includes(role)) fail(`messages[${at}].role`, `expected one of ${ROLES.join(", ")}`);
  if (!is.text(content)) checkContent(content, `messages[${at}].content`, role === "assistant" || role === "function");
  if (role === "tool" && !is.text(tool_call_id)) {
    fail(`messages[${at}].tool_call_id`, "missing: the id of the call this answers");
  }
  if (is.absent(tool_calls)) return;
  const place = `messages[${at}]`;
  if (!OBJECTS(tool_calls)) fail(`${place}.tool_calls`, "expected a list of tool calls");
  for (const [i, call] of tool_calls.entries()) checkToolCall(call, `${place}.tool_calls[${i}]`, lenient);
}

function checkContent(content: unknown, place: string, mayBeSilent: boolean): void {
  if (mayBeSilent && is.absent(content)) return;
  if (!OBJECTS(content)) fail(place, "expected a string or a list of content parts");
  for (const [i, part] of content.entries()) checkPart(part, `${place}[${i}]`);
}

function checkPart(part: Record<string, unknown>, place: string): void {
  const { type } = part;
  if (!is.name(type)) fail(`${place}.type`, 'expected the part\'s type, such as "text"');
  for (const [field, inner, test, expected] of Object.hasOwn(PARTS, type) ? PARTS[type]! : []) {
    const value = inner === undefined ? part[field] : record(part[field])[inner];
    if (!test(value)) fail(`${place}.${field}${inner === undefined ? "" : `.${inner}`}`, `expected ${expected}`);
  }
}

function checkToolCall(call: Record<string, unknown>, place: string, lenient: boolean): void {
  if (!is.text(call.id)) fail(`${place}.id`, "expected the call's id, a string");
  if (call.custom !== undefined && call.function === undefined) return;
  const { name, arguments: text } = record(call.function);
  if (!is.text(name)) fail(`${place}.function.name`, "expected the function's name");
  if (lenient || text === undefined || text === "") return;
  if (!is.text(text)) fail(`${place}.function.arguments`, "expected the arguments as JSON text, a string");
  if (jsonIn(text) !== undefined) return;
  fail(
    `${place}.function.arguments`,
    "not JSON, which most providers refuse; mend it, or set compat.lenient on a target to send {} instead",
  );
}
