import type { Chunk, ChunkChoice, Completion, CompletionChoice } from "../contract/chat.ts";
import { pieces } from "./pieces.ts";

type Delta = ChunkChoice["delta"];
type ToolCall = NonNullable<CompletionChoice["message"]["tool_calls"]>[number];

/** Message fields with a delta of their own; all others travel whole on the first delta. */
type Spoken = "role" | "content" | "refusal" | "reasoning_content" | "tool_calls" | "function_call" | "provider_state";

/**
 * The chunks a stream would have brought this answer in: role first, then reasoning, text in small pieces, tool calls with
 * dense indices, and one finish per choice. Adding them up again gives the same answer. Usage comes last, if included, on a
 * chunk without choices, and is `null` on all others then, as OpenAI sends it.
 */
export function chunksOf(completion: Completion, options: { readonly includeUsage: boolean }): Chunk[] {
  const { choices, usage, object: _, ...head } = completion;
  const object = "chat.completion.chunk";
  const whole: Chunk = { ...head, object, choices: [], ...(options.includeUsage && { usage: null }) };
  const chunk = (some: ChunkChoice[]): Chunk => ({ ...whole, choices: some });
  const chunks: Chunk[] = [];
  for (const choice of choices) for (const one of choiceChunks(choice)) chunks.push(chunk([one]));
  if (options.includeUsage && usage) chunks.push({ ...chunk([]), usage });
  return chunks;
}

function choiceChunks(choice: CompletionChoice): ChunkChoice[] {
  const { index, message, finish_reason, logprobs, ...extras } = choice;
  const state = message.provider_state;
  const chunks: ChunkChoice[] = deltas(message).map((delta) => ({ index, delta, finish_reason: null }));
  chunks.push({ ...extras, index, delta: state ? { provider_state: state } : {}, finish_reason });
  // With the first words, where a reader of the stream looks for them; on the finish of an answer without words.
  if (logprobs) chunks[1] = { ...chunks[1]!, logprobs };
  return chunks;
}

function deltas(message: CompletionChoice["message"]): Delta[] {
  const { role, content, refusal, reasoning_content, tool_calls, function_call, provider_state, ...rest } = message;
  return [
    {
      ...(rest as Omit<typeof message, Spoken>),
      role,
      content: content === null ? null : "",
      ...empty(reasoning_content),
    },
    ...pieces(reasoning_content ?? "").map((text) => ({ reasoning_content: text })),
    ...pieces(content ?? "").map((text) => ({ content: text })),
    ...(refusal === "" ? [{ refusal }] : pieces(refusal ?? "").map((text) => ({ refusal: text }))),
    ...(tool_calls ?? []).flatMap(callDeltas),
    ...(function_call ? [{ function_call }] : []),
  ] as Delta[];
}

function empty(reasoning: string | null | undefined): Pick<Delta, "reasoning_content"> {
  return reasoning === "" ? { reasoning_content: "" } : {};
}

function callDeltas(call: ToolCall, index: number): Delta[] {
  if (call.type === "custom") {
    const { custom, ...rest } = call;
    const first = { ...rest, index, custom: { name: custom.name, input: "" } };
    return [first, ...pieces(custom.input).map((input) => ({ index, custom: { input } }))].map(one);
  }
  const { function: called, ...rest } = call;
  const first = { ...rest, index, function: { name: called.name, arguments: "" } };
  return [first, ...pieces(called.arguments).map((text) => ({ index, function: { arguments: text } }))].map(one);
}

/** OpenAI's chunk types know no custom calls; its wire does. */
function one(call: object): Delta {
  return { tool_calls: [call] } as unknown as Delta;
}
