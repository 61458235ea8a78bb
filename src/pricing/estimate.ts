import type { ChatMessage, ChatRequest } from "../contract/chat.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { Usage } from "../contract/usage.ts";

/** UTF-8 bytes per token: close for English, and not far off for scripts whose characters take three bytes. */
const BYTES_PER_TOKEN = 4;

/** What a message costs beside its text: role and separators. */
const MESSAGE_TOKENS = 4;

/**
 * Tokens of a part whose size its bytes do not tell, whatever its resolution, length or pages: an image of about one
 * megapixel is 750 to 1,600 at the large vendors; a minute of audio is 600 to 2,000; a page of PDF is 1,500 to 3,000.
 */
const PART_TOKENS: Readonly<Record<string, number>> = { image_url: 1000, input_audio: 1000, file: 3000 };

/** Guesses the tokens of an attempt whose provider gave no usage, from the request and what had come of the answer. */
export function estimateUsage(request: ChatRequest, partial: PartialAnswer | undefined): Usage {
  const reasoningTokens = tokensIn(partial?.reasoning ?? "");
  const calls = (partial?.toolCalls ?? []).map((call) => tokensIn(call.name) + tokensIn(call.arguments));
  const { tools, functions, response_format } = request;
  const declared = [tools, functions, response_format].filter((value) => value !== undefined && value !== null);
  return {
    inputTokens:
      sum(request.messages.map(messageTokens)) + sum(declared.map((value) => tokensIn(JSON.stringify(value)))),
    outputTokens: tokensIn(partial?.content ?? "") + reasoningTokens + sum(calls),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens,
  };
}

function messageTokens(message: ChatMessage): number {
  const fields = Object.entries(message).filter(([name]) => name !== "role" && name !== "provider_state");
  return MESSAGE_TOKENS + sum(fields.map(([, value]) => tokensOf(value)));
}

/** A message field: text, a list of parts or calls, or something that is sent as JSON. */
function tokensOf(value: unknown): number {
  if (typeof value === "string") return tokensIn(value);
  if (Array.isArray(value)) return sum(value.map(tokensOf));
  if (typeof value !== "object" || value === null) return 0;
  const { type, text } = value as { type?: unknown; text?: unknown };
  const flat = typeof type === "string" && Object.hasOwn(PART_TOKENS, type) ? PART_TOKENS[type] : undefined;
  if (flat !== undefined) return flat;
  return tokensIn(typeof text === "string" ? text : JSON.stringify(value));
}

/** Tokens of a text, by its size. */
export function tokensIn(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    // Each half of a surrogate pair stands for two of its four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
