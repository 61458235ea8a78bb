/** What is shown of an object: a field as it is, or what is inside it, or inside each of its items; `"*"`: all others too. */
export interface Shown {
  readonly [field: string]: boolean | Shown;
}

const tool = { index: true, id: true, type: true, function: true, custom: true };
const message = {
  ...{ role: true, content: true, refusal: true, reasoning_content: true, annotations: true, audio: true },
  ...{ function_call: true, tool_calls: tool },
};
const usage = {
  ...{ prompt_tokens: true, completion_tokens: true, total_tokens: true },
  ...{ prompt_tokens_details: true, completion_tokens_details: true },
};

/** Of completions, chunks, embeddings and lists of models: OpenAI's fields, but for those that tell of the provider. */
export const ANSWER: Shown = {
  ...{ id: true, object: true, created: true, model: true, owned_by: true },
  choices: { index: true, finish_reason: true, logprobs: true, text: true, message, delta: message },
  data: { id: true, object: true, created: true, owned_by: true, index: true, embedding: true },
  usage,
};

const response = { "*": true, service_tier: false, x_llmux: false };

/** Of responses and their events. */
export const RESPONSE: Shown = { ...response, response };

const native = { "*": true, provider_state: false };

/** All but what could only be sent back by those who may send native parts. */
export const ALL_BUT_NATIVE: Shown = { "*": true, choices: { "*": true, message: native, delta: native } };

/** A copy of which only what is shown is left. */
export function show(value: unknown, shown: Shown): unknown {
  if (Array.isArray(value)) return value.map((item) => show(item, shown));
  if (typeof value !== "object" || value === null) return value;
  const left: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) {
    const rule = Object.hasOwn(shown, field) ? shown[field] : shown["*"];
    if (rule) left[field] = rule === true ? inner : show(inner, rule);
  }
  return left;
}
