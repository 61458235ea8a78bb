import { bad, type Chunk, type Message, strangers, USAGE, type Wire } from "./wire.ts";

export const bearer = (key = "k-1"): readonly [string, string] => ["authorization", `Bearer ${key}`];
export const failed = (status: number, body: unknown, kind: string) => ({ status, body, kind });
export const error = (message: string, more: object = {}) => ({ error: { message, ...more } });

/** What OpenAI alone knows, of the full request. */
export const OPENAI_ONLY = ["metadata", "service_tier", "store", "verbosity"];
export const assistants = (messages: Message[]) => messages.filter(({ role }) => role === "assistant");
export const withUsage = (chunks: Chunk[], usage: object) =>
  chunks.map((chunk, at) => (at === chunks.length - 1 ? { ...chunk, usage } : chunk));
export const has = (message: Message, field: string) => message[field] !== undefined;

export const REASONED = {
  ...USAGE,
  completion_tokens_details: { reasoning_tokens: 2 },
};

export const OPENAI_FIELDS = "role content name refusal tool_calls tool_call_id";
/** Takes OpenAI's body, and of a message nothing but OpenAI's fields. */
export const asOpenAI: NonNullable<Wire["refuse"]> = ({ messages }) => {
  const odd = messages.flatMap((message) => strangers(message, OPENAI_FIELDS));
  return odd.length > 0 ? bad(`Unknown parameter: messages.${odd[0]}`, "unknown_parameter") : undefined;
};
