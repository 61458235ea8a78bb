// The cache: an equal question is answered from memory, for nothing, also as a stream.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({ providers: sim.providers, cache: { ttlMs: 60_000, maxEntries: 500 } });

const question = {
  model: "openai/gpt-5.5",
  messages: [{ role: "user" as const, content: "Once is enough" }],
};

const first = await router.chat.completions.create(question);
console.log(first.x_llmux.cache, "cost", first.x_llmux.cost.usd); //=> miss cost 0.000

const second = await router.chat.completions.create(question);
console.log(second.x_llmux.cache, "cost", second.x_llmux.cost.usd); //=> hit cost 0

let text = "";
for await (const chunk of await router.chat.completions.create({ ...question, stream: true }))
  text += chunk.choices[0]?.delta.content ?? "";
console.log("streamed from memory:", text); //=> streamed from memory: echo: Once is enough

await router.chat.completions.create(question, { cache: "refresh" }); // asks anew, keeps the new answer
await router.chat.completions.create(question, { cache: false }); // passes the cache by
console.log("requests sent:", sim.openai.count); //=> requests sent: 3

await router.close();
await sim.close();
