import type { ChatRequest } from "../contract/chat.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { ModelFacts } from "../contract/model-facts.ts";
import type { Warning } from "../contract/report.ts";
import { list, record } from "../lib/record.ts";

/** Content parts by the kind of input they are. */
const INPUT_OF: Readonly<Record<string, NonNullable<ModelFacts["input"]>[number]>> = {
  image_url: "image",
  input_audio: "audio",
  file: "file",
};

/**
 * Refuses a request that a model certainly cannot take.
 *
 * @throws LlmuxError `context_length` where the text alone has more words than fit, `unsupported` where it needs what the model has not.
 */
export function checkFit(facts: ModelFacts, request: ChatRequest, target: string): void {
  const { contextTokens, input, tools, structuredOutput } = facts;
  if (contextTokens !== undefined && hasMoreWords(request, contextTokens)) {
    const message = `${target}: the messages are longer than its context of ${contextTokens} tokens`;
    throw new LlmuxError("context_length", message, { code: "context_length_exceeded", param: "messages" });
  }
  const lacking =
    (tools === false && request.tools?.length && "functions") ||
    (structuredOutput === false && request.response_format?.type === "json_schema" && "JSON schemas") ||
    (input !== undefined && foreignPart(request, input));
  if (!lacking) return;
  throw new LlmuxError("unsupported", `${target}: this model takes no ${lacking}`, { code: "model_lacks" });
}

/** The limit on an answer's tokens, brought down to the model's own. */
export function clampOutput(
  facts: ModelFacts,
  request: ChatRequest,
  target: string,
): { request: ChatRequest; warnings: Warning[] } {
  const { maxOutputTokens: most } = facts;
  const over = (["max_tokens", "max_completion_tokens"] as const).filter(
    (param) => (request[param] ?? 0) > (most ?? Infinity),
  );
  if (most === undefined || over.length === 0) return { request, warnings: [] };
  return {
    request: { ...request, ...Object.fromEntries(over.map((param) => [param, most])) },
    warnings: over.map((param) => ({
      code: "clamped_param",
      param,
      target,
      message: `${param} became ${most}: the model answers with no more`,
    })),
  };
}

function foreignPart({ messages }: ChatRequest, input: readonly string[]): string | undefined {
  for (const { content } of messages) {
    for (const part of Array.isArray(content) ? content : []) {
      const kind = INPUT_OF[String(record(part).type)];
      if (kind !== undefined && !input.includes(kind)) return `${kind} input`;
    }
  }
  return undefined;
}

/** A word is a token or more, in every tokenizer: so many words are certainly too long. A text has no more of them than half its characters. */
function hasMoreWords({ messages }: ChatRequest, tokens: number): boolean {
  // Nearly every request ends here.
  if (total(messages, (text) => text.length + 1) / 2 <= tokens) return false;
  return total(messages, wordsIn) > tokens;
}

/** What the texts of all messages come to, by `measure`. */
function total(messages: ChatRequest["messages"], measure: (text: string) => number): number {
  let sum = 0;
  for (const { content } of messages) {
    if (typeof content === "string") sum += measure(content);
    else for (const { text } of list(content).map(record)) if (typeof text === "string") sum += measure(text);
  }
  return sum;
}

function wordsIn(text: string): number {
  let words = 0;
  let inside = false;
  for (let i = 0; i < text.length; i += 1) {
    const isSpace = text.charCodeAt(i) <= 32;
    if (!isSpace && !inside) words += 1;
    inside = !isSpace;
  }
  return words;
}
