import type { ChatCompletion, ChatCompletionChunk } from "llmux";
import type { Counts, Reading } from "./reading.ts";

type Usage = ChatCompletion["usage"];

/** What the router's whole answer says. */
export function observed({ choices, usage }: ChatCompletion): Reading {
  const { message, finish_reason } = choices[0]!;
  return {
    text: message.content ?? "",
    reasoning: message.reasoning_content ?? "",
    calls: (message.tool_calls ?? []).map((call) =>
      call.type === "function"
        ? { name: call.function.name, input: JSON.parse(call.function.arguments) }
        : { name: call.custom.name, input: call.custom.input },
    ),
    finish: finish_reason,
    usage: counts(usage),
  };
}

/** What the router's chunks say, put together by the rules of OpenAI's stream and nothing else. */
export function observedChunks(chunks: readonly ChatCompletionChunk[]): Reading {
  const choices = chunks.flatMap((chunk) => chunk.choices);
  const calls: { name: string; text: string; custom: boolean }[] = [];
  for (const { index, function: named, ...rest } of choices.flatMap(({ delta }) => delta.tool_calls ?? [])) {
    const { custom } = rest as { custom?: { name?: string; input?: string } };
    calls[index] ??= { name: "", text: "", custom: custom !== undefined };
    calls[index].name += named?.name ?? custom?.name ?? "";
    calls[index].text += named?.arguments ?? custom?.input ?? "";
  }
  return {
    text: choices.map(({ delta }) => delta.content ?? "").join(""),
    reasoning: choices.map(({ delta }) => delta.reasoning_content ?? "").join(""),
    calls: calls.map(({ name, text, custom }) => ({ name, input: custom ? text : JSON.parse(text) })),
    finish: choices.flatMap(({ finish_reason }) => finish_reason ?? []).join("+"),
    usage: counts(chunks.at(-1)?.usage ?? undefined),
  };
}

function counts(usage: Usage): Counts | undefined {
  if (!usage) return undefined;
  return {
    prompt: usage.prompt_tokens,
    completion: usage.completion_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
    reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}
