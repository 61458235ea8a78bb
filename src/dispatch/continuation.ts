import type { ChatMessage, ChatRequest, Chunk } from "../contract/chat.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { Usage } from "../contract/usage.ts";

/** Whether a text can be gone on with: one choice, in words, with no tool call and no JSON begun. */
export function isContinuable(request: ChatRequest, partial: PartialAnswer | undefined): boolean {
  const format = request.response_format?.type ?? "text";
  const plain = (request.n ?? 1) === 1 && format === "text" && !request.modalities?.includes("audio");
  return plain && partial !== undefined && partial.toolCalls.length === 0 && partial.content.trim() !== "";
}

/** The request with the text so far as the beginning of the answer, within what is left of its token limit. */
export function continuedRequest(
  request: ChatRequest,
  { content }: PartialAnswer,
  used: Usage | undefined,
): ChatRequest {
  const begun: ChatMessage = { role: "assistant", content: content.trimEnd() };
  const continued: ChatRequest = { ...request, messages: [...request.messages, begun] };
  for (const limit of ["max_tokens", "max_completion_tokens"] as const) {
    const tokens = request[limit];
    if (tokens) continued[limit] = Math.max(1, tokens - (used?.outputTokens ?? 0));
  }
  return continued;
}

/**
 * Makes the chunks of a continuation those of the answer that was begun: its id and time, no second role, and no white space
 * that the text so far ends with already, since models are asked to go on without it.
 */
export function joining(head: { id: string; created: number }, text: string): (chunk: Chunk) => Chunk {
  let blanks = text.length - text.trimEnd().length;
  return (chunk) => ({
    ...chunk,
    ...{ id: head.id, created: head.created },
    choices: chunk.choices.map((choice) => {
      const { role: _, ...delta } = choice.delta ?? {};
      if (blanks === 0 || !delta.content) return { ...choice, delta };
      const said = delta.content.trimStart();
      const cut = Math.min(blanks, delta.content.length - said.length);
      blanks = said === "" ? blanks - cut : 0;
      return { ...choice, delta: { ...delta, content: delta.content.slice(cut) } };
    }),
  });
}

/** A usage chunk that counts all parts of the answer. */
export function withUsage(chunk: Chunk, usage: Usage | undefined): Chunk {
  if (!chunk.usage || usage === undefined) return chunk;
  const { inputTokens: prompt_tokens, outputTokens: completion_tokens } = usage;
  const total_tokens = prompt_tokens + completion_tokens;
  return { ...chunk, usage: { ...chunk.usage, prompt_tokens, completion_tokens, total_tokens } };
}
