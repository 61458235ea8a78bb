import type { ChatRequest, Chunk, Completion, Provider, ProviderContext } from "llmux";

export type Behaviour = (
  request: ChatRequest,
  context: ProviderContext,
) => Completion | Promise<Completion> | Chunk[] | AsyncIterable<Chunk>;

/** A provider in memory: answers with what `behave` gives, and counts. */
export function memoryProvider(behave: Behaviour, name = "memory") {
  const calls: { request: ChatRequest; context: ProviderContext }[] = [];
  const provider: Provider & { calls: typeof calls } = {
    name,
    calls,
    async complete(request, context) {
      calls.push({ request, context });
      return (await behave(request, context)) as Completion;
    },
    async *stream(request, context) {
      calls.push({ request, context });
      yield* (await behave(request, context)) as AsyncIterable<Chunk>;
    },
  };
  return provider;
}

const base = { id: "chatcmpl-1", created: 1, model: "m" };

export function completion(
  content: string,
  usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
): Completion {
  return {
    ...base,
    object: "chat.completion",
    choices: [
      { index: 0, finish_reason: "stop", logprobs: null, message: { role: "assistant", content, refusal: null } },
    ],
    usage,
  };
}

type Delta = Chunk["choices"][number]["delta"];

export function chunk(delta: Delta, finish_reason: Chunk["choices"][number]["finish_reason"] = null): Chunk {
  return { ...base, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] };
}

export function usageChunk(prompt_tokens = 10, completion_tokens = 5): Chunk {
  const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
  return { ...base, object: "chat.completion.chunk", choices: [], usage };
}

/** A whole stream: role, the words, finish, usage. */
export function chunks(...words: string[]): Chunk[] {
  return [
    chunk({ role: "assistant", content: "" }),
    ...words.map((content) => chunk({ content })),
    chunk({}, "stop"),
    usageChunk(),
  ];
}

export function fail(status: number, fields: object = {}): never {
  throw Object.assign(new Error(`status ${status}`), { status, ...fields });
}
