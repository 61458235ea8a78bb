// Who spent how much: the cost hook runs once for every attempt that cost anything.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
sim.openai.reply({ text: "Done.", usage: { inputTokens: 10_000, cacheReadTokens: 8_000, outputTokens: 500 } });
const router = createRouter({
  providers: sim.providers,
  prices: { "openai/gpt-5.5": { input: 5, cacheRead: 0.5, output: 30 } }, // USD per million tokens; built-in otherwise
});

const spent = new Map<string, number>();
router.on("cost.recorded", ({ tags, cost }) => {
  const team = tags?.team ?? "nobody";
  spent.set(team, (spent.get(team) ?? 0) + (cost.usd ?? 0)); // null: the model's price is not known
});

const body = { model: "gpt-5.5", messages: [{ role: "user" as const, content: "Read this." }] };
await router.chat.completions.create(body, { tags: { team: "search" } });
const answer = await router.chat.completions.create(body, { tags: { team: "support" } });
await router.chat.completions.create(body, { tags: { team: "support" } });

console.log(answer.x_llmux.cost.usd?.toFixed(4)); //=> 0.0290
for (const [team, usd] of spent) console.log(`${team}: $${usd.toFixed(4)}`);
//=> search: $0.0290
//=> support: $0.0580

await router.close();
await sim.close();
