// Hedging: a target that takes too long gets company from the next one; the first content wins, the other is cancelled.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({
  providers: sim.providers,
  models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
  hedge: { afterMs: 100 }, // or { afterPercentile: 95 }; { afterMs: 0 } asks both at once
});

sim.openai.reply({ text: "late", delayMs: 5_000 });

const { choices, x_llmux } = await router.chat.completions.create({
  model: "chat",
  messages: [{ role: "user", content: "Who is quick?" }],
});

console.log(choices[0]?.message.content); //=> echo: Who is quick?
for (const { target, status, lostTo, hedge } of x_llmux.attempts) console.log(target, status, lostTo ?? hedge ?? "");
//=> openai/gpt-5.5 aborted anthropic/claude-opus-5-5
//=> anthropic/claude-opus-5-5 ok true
console.log(x_llmux.cost.estimated); //=> true

await router.close();
await sim.close();
