import type { ChatRequest } from "../contract/chat.ts";
import { LlmuxError } from "../contract/errors.ts";
import { nearest } from "../lib/nearest.ts";

type Check = readonly [test: (value: unknown) => boolean, expected: string];

const isNumber = (value: unknown) => typeof value === "number" && Number.isFinite(value);
const isCount = (value: unknown) => isNumber(value) && Number.isInteger(value) && (value as number) >= 0;
const isText = (value: unknown) => typeof value === "string";
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const isFlag = (value: unknown) => typeof value === "boolean";
const listOf = (test: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(test);

const NUMBER: Check = [isNumber, "a number"];
const COUNT: Check = [isCount, "a whole number, 0 or more"];
const FLAG: Check = [isFlag, "true or false"];
const TEXT: Check = [isText, "a string"];
const OBJECT: Check = [isObject, "an object"];

/** What would be wrong for every target, by field; `null` counts as absent. What only some targets refuse is theirs to say. */
const FIELDS: Readonly<Record<string, Check>> = {
  model: [(value) => isText(value) && value !== "", 'an alias or "provider/model"'],
  models: [(value) => listOf(isText)(value) && (value as unknown[]).length > 0, "a list of at least one model name"],
  stream: FLAG,
  stream_options: OBJECT,
  temperature: NUMBER,
  top_p: NUMBER,
  top_k: NUMBER,
  frequency_penalty: NUMBER,
  presence_penalty: NUMBER,
  max_tokens: COUNT,
  max_completion_tokens: COUNT,
  n: [(value) => isCount(value) && (value as number) > 0, "a whole number, 1 or more"],
  seed: NUMBER,
  stop: [(value) => isText(value) || listOf(isText)(value), "a string or a list of strings"],
  tools: [listOf(isObject), "a list of tools"],
  tool_choice: [(value) => isText(value) || isObject(value), '"none", "auto", "required" or a named tool'],
  parallel_tool_calls: FLAG,
  response_format: [
    (value) => isObject(value) && isText((value as { type?: unknown }).type),
    "an object with a `type`",
  ],
  reasoning_effort: TEXT,
  user: TEXT,
  metadata: OBJECT,
  provider_options: OBJECT,
};

const ROLES = ["system", "developer", "user", "assistant", "tool", "function"];
const NEAR_MISSES = ["messages", ...Object.keys(FIELDS)];

/** Refuses, before anything is sent, a body that no target could answer: the error names the field and what was expected. */
export function checkBody(body: ChatRequest, options: { lenient: boolean }): void {
  if (!isObject(body)) fail("body", "expected an object with `model` and `messages`");
  const fields = body as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    const check = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (check && value !== null && value !== undefined && !check[0](value)) fail(name, `expected ${check[1]}`);
  }
  if (!fields.model && !fields.models) fail("model", 'missing: an alias or "provider/model"');
  const messages = fields.messages;
  if (!Array.isArray(messages) || messages.length === 0) {
    const near =
      messages === undefined &&
      nearest(
        "messages",
        Object.keys(fields).filter((name) => !NEAR_MISSES.includes(name)),
      )[0];
    fail("messages", near ? `missing; did you mean it by \`${near}\`?` : "expected a list of at least one message");
  }
  for (const [i, message] of messages.entries()) checkMessage(message, `messages[${i}]`, options.lenient);
}

function checkMessage(message: unknown, place: string, lenient: boolean): void {
  if (!isObject(message)) fail(place, "expected an object with `role` and `content`");
  const { role, content, tool_calls, tool_call_id } = message as Record<string, unknown>;
  if (!isText(role) || !ROLES.includes(role as string)) fail(`${place}.role`, `expected one of ${ROLES.join(", ")}`);
  const speaks = isText(content) || listOf(isObject)(content);
  const mayBeSilent = role === "assistant" || role === "function";
  if (!speaks && !(mayBeSilent && (content === null || content === undefined))) {
    fail(`${place}.content`, "expected a string or a list of content parts");
  }
  if (role === "tool" && !isText(tool_call_id))
    fail(`${place}.tool_call_id`, "missing: the id of the call this answers");
  if (tool_calls === undefined || tool_calls === null) return;
  if (!listOf(isObject)(tool_calls)) fail(`${place}.tool_calls`, "expected a list of tool calls");
  for (const [i, call] of (tool_calls as Record<string, unknown>[]).entries()) {
    checkToolCall(call, `${place}.tool_calls[${i}]`, lenient);
  }
}

function checkToolCall(call: Record<string, unknown>, place: string, lenient: boolean): void {
  if (!isText(call.id)) fail(`${place}.id`, "expected the call's id, a string");
  const { function: fn, custom } = call as Record<"function" | "custom", Record<string, unknown> | undefined>;
  if (custom !== undefined && fn === undefined) return;
  if (!isText(fn?.name)) fail(`${place}.function.name`, "expected the function's name");
  if (lenient || fn?.arguments === undefined || fn.arguments === "") return;
  if (!isText(fn.arguments)) fail(`${place}.function.arguments`, "expected the arguments as JSON text, a string");
  try {
    JSON.parse(fn.arguments as string);
  } catch {
    fail(
      `${place}.function.arguments`,
      "not JSON; send the arguments as the model gave them, or set the target's compat.lenient",
    );
  }
}

function fail(param: string, message: string): never {
  throw new LlmuxError("invalid_request", `${param}: ${message}`, { param, code: "invalid_request" });
}
