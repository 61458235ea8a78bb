// A fallback chain: the first provider is down, the second answers, and the report says what happened.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({
  providers: sim.providers,
  models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"] },
});

sim.openai.fail("status_503");

const { choices, x_llmux } = await router.chat.completions.create({
  model: "chat",
  messages: [{ role: "user", content: "Anybody there?" }],
});

console.log(choices[0]?.message.content); //=> echo: Anybody there?
for (const { target, status, fault } of x_llmux.attempts) console.log(target, status, fault?.kind ?? "");
//=> openai/gpt-5.5 failed overloaded
//=> anthropic/claude-opus-5-5 ok

await router.close();
await sim.close();
