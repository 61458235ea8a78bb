import type { AnswerTool } from "./draft.ts";
import type { NativeBlock } from "./visible.ts";

/** True for the call that is the answer. */
export function isAnswer(block: NativeBlock, tool: AnswerTool | undefined): boolean {
  return tool !== undefined && block.type === "tool_use" && block.name === tool.name;
}

/** The answer as the text it would have been with structured output; any other block as it is. */
export function asText(block: NativeBlock, tool: AnswerTool | undefined): NativeBlock {
  return isAnswer(block, tool) ? { type: "text", text: answerText(block.input, tool!) } : block;
}

export function answerText(input: unknown, { wrapped }: AnswerTool): string {
  const answer = wrapped ? (input as { answer?: unknown } | null | undefined)?.answer : input;
  return JSON.stringify(answer ?? (wrapped ? null : {}));
}
