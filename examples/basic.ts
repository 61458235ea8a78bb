// One call. With OPENAI_API_KEY in the environment, leave `providers` out: it only points to the simulated API.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
const router = createRouter({ providers: sim.providers });

const answer = await router.chat.completions.create({
  model: "openai/gpt-5.5",
  messages: [{ role: "user", content: "Hello!" }],
});

console.log(answer.choices[0]?.message.content); //=> echo: Hello!
console.log(answer.x_llmux.target); //=> openai/gpt-5.5
console.log(answer.x_llmux.usage.outputTokens); //=> 3

await router.close();
await sim.close();
