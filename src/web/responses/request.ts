import type { Warning } from "../../contract/report.ts";
import { list, record } from "../../lib/record.ts";
import { type InputContext, messagesOf } from "./input.ts";
import { type Fields, refuse } from "./refuse.ts";
import { formatOf, toolChoiceOf, toolsOf } from "./tools.ts";

/** A Responses request as a chat request. */
export interface Decoded {
  readonly chat: Record<string, unknown>;
  readonly warnings: readonly Omit<Warning, "target">[];
  /** Whether the client wants to carry what a provider needs back: `include: ["reasoning.encrypted_content"]`. */
  readonly carriesState: boolean;
  /** Whether later requests may refer to this answer's items: `store`, which is OpenAI's default. */
  readonly keepsItems: boolean;
}

/** Takes one field: gives fields of the chat request, notes a warning, or refuses. */
type Rule = (value: unknown, field: string, draft: Draft) => Record<string, unknown> | undefined;

interface Draft {
  readonly warnings: Omit<Warning, "target">[];
}

const pass: Rule = (value, field) => ({ [field]: value });
const as =
  (name: string): Rule =>
  (value) => ({ [name]: value });
/** Read elsewhere, or without effect on the answer. */
const ignore: Rule = () => undefined;

const warn =
  (why: string): Rule =>
  (_value, field, { warnings }) => {
    warnings.push({ code: "dropped_param", param: field, message: `${field} was left out: ${why}` });
    return undefined;
  };

const unless =
  (harmless: (value: unknown) => boolean, otherwise: Rule): Rule =>
  (value, field, draft) =>
    harmless(value) ? undefined : otherwise(value, field, draft);

const stored = (instead: string): Rule => {
  return (_value, field) => refuse(field, `this endpoint is stateless and stores nothing; ${instead}`, "not_stored");
};

const is = (expected: unknown) => (value: unknown) => value === expected;

/** What becomes of each field of `POST /responses`. Source: the API reference, and `ResponseCreateParams` of openai 7. */
const FIELDS: Readonly<Record<string, Rule>> = {
  model: pass,
  models: pass,
  provider_options: pass,
  input: ignore,
  instructions: ignore,
  include: (value) => (list(value).includes("message.output_text.logprobs") ? { logprobs: true } : undefined),
  stream: (value) => (value === true ? { stream: true, stream_options: { include_usage: true } } : undefined),
  stream_options: ignore,
  temperature: pass,
  top_p: pass,
  top_k: pass,
  top_logprobs: (value) => ({ top_logprobs: value, logprobs: true }),
  max_output_tokens: as("max_completion_tokens"),
  tools: (value) => ({ tools: toolsOf(value) }),
  tool_choice: (value) => ({ tool_choice: toolChoiceOf(value) }),
  parallel_tool_calls: ignore,
  reasoning: (value) => {
    const { effort } = record(value);
    return effort === undefined || effort === null ? undefined : { reasoning_effort: effort };
  },
  text: (value) => {
    const { format, verbosity } = record(value);
    const response_format = formatOf(format);
    return { ...(response_format && { response_format }), ...(verbosity ? { verbosity } : {}) };
  },
  // It labels what OpenAI stores; the answer has it again.
  metadata: ignore,
  user: pass,
  safety_identifier: pass,
  prompt_cache_key: pass,
  prompt_cache_retention: pass,
  prompt_cache_options: pass,
  service_tier: pass,
  store: unless(is(false), warn("this endpoint is stateless; its items can be referred to for a while, no longer")),
  truncation: unless(is("disabled"), warn("nothing is cut off the input here")),
  background: unless(is(false), stored("ask without background, and wait for the answer")),
  previous_response_id: stored("send the whole conversation as input"),
  conversation: stored("send the whole conversation as input"),
  prompt: stored("write the prompt's text as instructions and input"),
  context_management: unless((value) => list(value).length === 0, warn("nothing is compacted here")),
  max_tool_calls: warn("it limits OpenAI's own tools, which are not served here"),
  moderation: warn("it is a service of OpenAI's"),
};

/** What stores, changes the tariff, or is one provider's own. */
const NATIVE = new Set([
  ...["provider_options", "service_tier", "prompt_cache_retention", "prompt_cache_options"],
  ...["context_management", "moderation"],
]);

/** Fields that anybody may set. Those that only OpenAI could serve are among them: they are refused for everybody. */
export const PLAIN_FIELDS: ReadonlySet<string> = new Set(Object.keys(FIELDS).filter((field) => !NATIVE.has(field)));

/**
 * Writes a Responses request as a chat request. Pure.
 *
 * @throws {LlmuxError} of kind `invalid_request` that names the field that cannot be served, or is wrong.
 */
export function decodeRequest(body: Fields, around: Pick<InputContext, "find" | "mayNative">): Decoded {
  const draft: Draft = { warnings: [] };
  const chat: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(body)) {
    if (value === undefined || value === null) continue;
    const rule = Object.hasOwn(FIELDS, field) ? FIELDS[field]! : warn("it is no field of this endpoint");
    Object.assign(chat, rule(value, field, draft));
  }
  const { instructions, parallel_tool_calls } = body;
  if (typeof parallel_tool_calls === "boolean" && list(chat.tools).length > 0) {
    chat.parallel_tool_calls = parallel_tool_calls;
  }
  chat.messages = messagesOf(body.input, { ...around, ...draft });
  if (typeof instructions === "string" && instructions !== "") {
    chat.messages = [{ role: "system", content: instructions }, ...list(chat.messages)];
  }
  return {
    chat,
    warnings: draft.warnings,
    carriesState: around.mayNative && list(body.include).includes("reasoning.encrypted_content"),
    keepsItems: body.store !== false,
  };
}
