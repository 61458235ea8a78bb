// Vectors: with a key, "openai/text-embedding-3-small" or "gemini/gemini-embedding-001" in the model's place; here a provider of one's own.
import { createRouter, type Provider } from "llmux";

const letters: Provider = {
  name: "letters",
  async complete() {
    throw new Error("vectors only");
  },
  stream() {
    throw new Error("vectors only");
  },
  async embed({ input }, { model }) {
    const vector = (text: unknown) => ["a", "e", "o"].map((letter) => String(text).split(letter).length - 1);
    const data = [input]
      .flat()
      .map((text, index) => ({ object: "embedding" as const, index, embedding: vector(text) }));
    return { object: "list", model, data, usage: { prompt_tokens: data.length, total_tokens: data.length } };
  },
};
const router = createRouter({
  providers: { letters },
  prices: { "letters/v1": { input: 0.02, output: 0 } },
  models: { mixed: ["letters/v1", "openai/text-embedding-3-small"] },
  cache: true,
});

const { data } = await router.embeddings.create({ model: "letters/v1", input: ["banana", "orange"] });
for (const { index, embedding } of data) console.log(index, embedding.join(" ")); //=> 0 3 0 0
//=> 1 1 1 1

const many = await router.embeddings.create({ model: "letters/v1", input: Array(5000).fill("a") }); // in three requests
console.log(many.data.length, many.x_llmux.attempts.length, many.usage.total_tokens); //=> 5000 3 5000

const packed = await router.embeddings.create({ model: "letters/v1", input: "banana", encoding_format: "base64" });
console.log(packed.data[0]?.embedding); //=> AABAQAAAAAAAAAAA

await router.embeddings.create({ model: "mixed", input: "x" }).catch(({ code }) => console.log(code)); //=> vectors_differ
await router.close();
