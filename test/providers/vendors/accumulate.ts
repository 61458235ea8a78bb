import type { ChatCompletionChunk } from "llmux";

/** A stream put together as clients do it. */
export async function accumulate(stream: AsyncIterable<ChatCompletionChunk>) {
  let content = "";
  let reasoning = "";
  const finishes: string[] = [];
  let usage: ChatCompletionChunk["usage"];
  const calls: { id: string; type: "function"; function: { name: string; arguments: string } }[] = [];
  for await (const chunk of stream) {
    usage = chunk.usage ?? usage;
    for (const { delta, finish_reason } of chunk.choices) {
      content += delta.content ?? "";
      reasoning += delta.reasoning_content ?? "";
      for (const { index, id, function: named } of delta.tool_calls ?? []) {
        calls[index] ??= { id: id ?? "", type: "function", function: { name: named?.name ?? "", arguments: "" } };
        calls[index].function.arguments += named?.arguments ?? "";
      }
      if (finish_reason) finishes.push(finish_reason);
    }
  }
  const reasoned = reasoning === "" ? {} : { reasoning_content: reasoning };
  const called = calls.length === 0 ? {} : { tool_calls: calls };
  const message = { role: "assistant" as const, content, ...reasoned, ...called };
  return { ...message, message, finish_reason: finishes.join(), usage };
}
