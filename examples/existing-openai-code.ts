// Code that makes its own OpenAI client needs one more line: `fetch: router.fetch`. Nothing leaves this process.
import { createRouter } from "llmux";
import { simulate } from "llmux/testing";
import OpenAI from "openai";

const sim = await simulate();
const router = createRouter({
  providers: sim.providers,
  models: { "gpt-5.5": ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] },
});

const client = new OpenAI({ apiKey: "-", fetch: router.fetch });

sim.openai.fail("status_500");
const completion = await client.chat.completions.create({
  model: "gpt-5.5",
  messages: [{ role: "user", content: "Same code as ever" }],
});

console.log(completion.choices[0]?.message.content); //=> echo: Same code as ever
console.log("answered by", completion.model); //=> answered by claude-opus-5-5

sim.anthropic.fail("context_length");
const tooLong = { model: "gpt-5.5", messages: [{ role: "user" as const, content: "…" }] };
const error = await client.chat.completions.create(tooLong).catch((reason: unknown) => reason);
console.log(error instanceof OpenAI.APIError, (error as { status: number }).status); //=> true 400

await router.close();
await sim.close();
