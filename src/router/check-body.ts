import type { ChatRequest, ChatRequestNonStreaming } from "../contract/chat.ts";
import { nearest } from "../lib/nearest.ts";
import { INSIDE } from "./check-inside.ts";
import { checkMessage } from "./check-message.ts";
import { fail, is, listOf } from "./field.ts";

type Check = readonly [test: (value: unknown) => boolean, expected: string];

const NUMBER: Check = [is.number, "a number"];
const COUNT: Check = [is.count, "a whole number, 0 or more"];
const FLAG: Check = [is.flag, "true or false"];
const TEXT: Check = [is.text, "a string"];
const OBJECT: Check = [is.object, "an object"];
const TEXTS: Check = [listOf(is.text), "a list of strings"];

/** What would be wrong for every target, by field: each that OpenAI has, and ours. `null` counts as absent. What only some targets refuse is theirs to say. */
const FIELDS = {
  model: [is.name, 'an alias or "provider/model"'],
  models: [(value) => listOf(is.text)(value) && value.length > 0, "a list of at least one model name"],
  stream: FLAG,
  stream_options: OBJECT,
  temperature: NUMBER,
  top_p: NUMBER,
  top_k: NUMBER,
  frequency_penalty: NUMBER,
  presence_penalty: NUMBER,
  max_tokens: COUNT,
  max_completion_tokens: COUNT,
  n: [(value) => is.count(value) && value > 0, "a whole number, 1 or more"],
  seed: NUMBER,
  stop: [(value) => is.text(value) || listOf(is.text)(value), "a string or a list of strings"],
  tools: [listOf(is.object), "a list of tools"],
  tool_choice: [(value) => is.text(value) || is.object(value), '"none", "auto", "required" or a named tool'],
  parallel_tool_calls: FLAG,
  response_format: [(value) => is.object(value) && is.text(value.type), "an object with a `type`"],
  reasoning_effort: TEXT,
  functions: [listOf(is.object), "a list of functions"],
  function_call: [(value) => is.text(value) || is.object(value), '"none", "auto" or a named function'],
  logit_bias: [(value) => is.object(value) && Object.values(value).every(is.number), "token ids with numbers"],
  // A count in an older dialect, of Together's.
  logprobs: [(value) => is.flag(value) || is.count(value), "true or false"],
  top_logprobs: COUNT,
  verbosity: TEXT,
  modalities: TEXTS,
  audio: OBJECT,
  prediction: OBJECT,
  moderation: OBJECT,
  web_search_options: OBJECT,
  service_tier: TEXT,
  store: FLAG,
  safety_identifier: TEXT,
  prompt_cache_key: TEXT,
  prompt_cache_retention: TEXT,
  prompt_cache_options: OBJECT,
  user: TEXT,
  metadata: OBJECT,
  provider_options: OBJECT,
} satisfies Record<Exclude<keyof ChatRequestNonStreaming, "messages">, Check>;
const BY_NAME: ReadonlyMap<string, Check> = new Map(Object.entries(FIELDS));

/** Options of the call that no vendor's body has: upstream they would mean nothing, and here they would be missed. */
const SECOND_ARGUMENT = new Set([
  ...["signal", "timeout", "deadlineMs", "maxRetries", "tags", "tenant", "idempotencyKey"],
  ...["hedge", "onInterrupt", "markers", "waitUntil"],
]);

const NEAR_MISSES = ["messages", ...Object.keys(FIELDS)];

/** Refuses, before anything is sent, a body that no target could answer: the error names the field and what was expected. */
export function checkBody(body: ChatRequest, options: { lenient: boolean }): void {
  const fields: unknown = body;
  if (!is.object(fields)) fail("body", "expected an object with `model` and `messages`");
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (SECOND_ARGUMENT.has(name)) fail(name, "an option of the call: it goes into create's second argument");
    const check = BY_NAME.get(name);
    if (check === undefined || is.absent(value)) continue;
    const [test, expected] = check;
    if (!test(value)) fail(name, `expected ${expected}`);
    INSIDE.get(name)?.(value, name);
  }
  if (!fields.model && !fields.models) fail("model", 'missing: an alias or "provider/model"');
  const { messages } = fields;
  if (!Array.isArray(messages) || messages.length === 0) failMessages(fields);
  for (let i = 0; i < messages.length; i += 1) checkMessage(messages[i], i, options.lenient);
}

function failMessages(fields: Record<string, unknown>): never {
  const others = Object.keys(fields).filter((name) => !NEAR_MISSES.includes(name));
  const near = fields.messages === undefined && nearest("messages", others)[0];
  fail("messages", near ? `missing; did you mean it by \`${near}\`?` : "expected a list of at least one message");
}
