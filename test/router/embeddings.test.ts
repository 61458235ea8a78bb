import type { EmbeddingRequest, ProviderContext, RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { memoryProvider } from "../support/memory-provider.ts";
import { bench, ok, run } from "../support/router.ts";

type Embed = (request: EmbeddingRequest, context: ProviderContext) => unknown;

const usage = { prompt_tokens: 4, total_tokens: 4 };
const numbersOf = (input: EmbeddingRequest["input"]) => [input].flat() as string[];
/** A vector per text: its number, and how many dimensions were asked for. */
const vector = (text: string, { dimensions = 2 }: EmbeddingRequest) =>
  Array.from({ length: dimensions }, (_, i) => (i === 0 ? Number(text) : 0.5));
const answer: Embed = (request) => ({
  object: "list",
  model: "m-1",
  data: numbersOf(request.input).map((text, index) => ({
    object: "embedding",
    index,
    embedding: vector(text, request),
  })),
  usage,
});

/** Providers `a` and `b`, each of one model `m`, behind the alias `chat`. */
function vectors(a: Embed, options: RouterOptions = {}, b?: Embed) {
  const with_ = (embed: Embed, name: string) => Object.assign(memoryProvider(ok, name), { embed });
  const providers = { a: with_(a, "a"), ...(b && { b: with_(b, "b") }) } as never;
  const made = bench({}, { providers, models: { chat: b ? ["a/m", "b/m"] : ["a/m"] }, ...options });
  const create = (body: Partial<EmbeddingRequest> = {}, callOptions = {}) =>
    run(made.clock, made.router.embeddings.create({ model: "chat", input: "1", ...body }, callOptions));
  return { ...made, create };
}

describe("embeddings.create", () => {
  it("answers in OpenAI's shape, with the report", async () => {
    const { create } = vectors(answer, { prices: { "a/m": { input: 1, output: 0 } } });
    const { value } = await create({ input: ["1", "2"] });
    expect(value).toEqual({
      object: "list",
      model: "m-1",
      data: [
        { object: "embedding", index: 0, embedding: [1, 0.5] },
        { object: "embedding", index: 1, embedding: [2, 0.5] },
      ],
      usage,
      x_llmux: expect.objectContaining({
        target: "a/m",
        usage: expect.objectContaining({ inputTokens: 4, outputTokens: 0 }),
        cost: expect.objectContaining({ usd: 4e-6 }),
      }),
    });
  });
});
