/** What an assistant message or delta may say, in any server's spelling. */
export interface Spoken {
  readonly content?: unknown;
  readonly reasoning_content?: unknown;
  /** OpenRouter, Groq, Cerebras, Ollama, newer vLLM. */
  readonly reasoning?: unknown;
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
  const parts: readonly (Part | null)[] = Array.isArray(content) ? content : [];
  return {
    content: typeof content === "string" ? content : joined(parts.map((part) => part?.text)),
    reasoning:
      text(spoken.reasoning_content) ??
      text(spoken.reasoning) ??
      joined(parts.map((part) => thinkingOf(part?.thinking))) ??
      detailed(spoken.reasoning_details),
  };
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
