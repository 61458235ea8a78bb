import { textOf } from "../text-of.ts";

/** What an assistant message or delta may say, in any server's spelling. */
export interface Spoken {
  readonly content?: unknown;
  readonly reasoning_content?: unknown;
  /** OpenRouter, Groq, Cerebras, Ollama, newer vLLM. */
  readonly reasoning?: unknown;
  /** Servers that put Ollama's own name into OpenAI's shape. */
  readonly thinking?: unknown;
  /** OpenRouter, beside `reasoning` or alone. */
  readonly reasoning_details?: unknown;
}

interface Part {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: unknown;
}

/** Text and reasoning of a message or delta; undefined where it has none. */
export function readSpoken(spoken: Spoken): { content: string | undefined; reasoning: string | undefined } {
  const { content } = spoken;
  const parts = partsOf(content);
  return {
    content: typeof content === "string" ? content : joined(parts.map(textOfPart)),
    reasoning:
      text(spoken.reasoning_content) ??
      text(spoken.reasoning) ??
      text(spoken.thinking) ??
      joined(parts.map((part) => thinkingOf(part?.thinking))) ??
      detailed(spoken.reasoning_details),
  };
}

/** Content in parts; some servers send bare strings, or one part that is in no list. */
function partsOf(content: unknown): readonly (Part | null)[] {
  if (!Array.isArray(content)) return [content as Part | null];
  return content.map((part: Part | string | null) => (typeof part === "string" ? { text: part } : part));
}

/** Its text, if it has one: a part of another kind, like Mistral's references, says nothing. */
function textOfPart(part: Part | null): string | undefined {
  if (part === null || part === undefined) return undefined;
  if (typeof part !== "object") return textOf(part);
  if (part.text !== undefined && part.text !== null) return textOf(part.text);
  return part.type === undefined && part.thinking === undefined ? textOf(part) : undefined;
}

/** `reasoning.text` and `reasoning.summary`; what is encrypted says nothing to a reader. */
function detailed(details: unknown): string | undefined {
  if (!Array.isArray(details)) return undefined;
  return joined(details.map((detail: { text?: unknown; summary?: unknown } | null) => detail?.text ?? detail?.summary));
}

/** Mistral: `{ type: "thinking", thinking: [{ type: "text", text }] }`. */
function thinkingOf(thinking: unknown): unknown {
  return Array.isArray(thinking) ? joined(thinking.map((part: Part | null) => part?.text)) : thinking;
}

function joined(pieces: readonly unknown[]): string | undefined {
  const texts = pieces.filter((piece) => typeof piece === "string");
  return texts.length > 0 ? texts.join("") : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
