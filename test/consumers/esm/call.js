import { createRouter, isLlmuxError, LlmuxError } from "llmux";
import { asOpenAI } from "llmux/openai";
import { simulate } from "llmux/testing";
import OpenAI from "openai";

const sim = await simulate();
const router = createRouter({ providers: sim.providers });
const messages = [{ role: "user", content: "hello" }];
const ask = (model) => router.chat.completions.create({ model, messages });

const answers = [];
for (const model of ["openai/gpt-5.5", "anthropic/claude-opus-5-5"]) {
  const { choices, x_llmux } = await ask(model);
  answers.push([choices[0].message.content, x_llmux.target, typeof x_llmux.cost.usd]);
}

let streamed = "";
const stream = await router.chat.completions.create({ model: "openai/gpt-5.5", messages, stream: true });
for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? "";

const missing = await ask("gemini/gemini-3.8-flash").catch(({ kind, message }) => ({ kind, message }));

sim.openai.fail("status_400");
const client = asOpenAI(router);
const failure = await client.chat.completions.create({ model: "openai/gpt-5.5", messages }).catch((error) => error);
const classes = {
  openai: failure instanceof OpenAI.APIError,
  llmux: failure.cause instanceof LlmuxError,
  marked: isLlmuxError(failure.cause),
};

await router.close();
await sim.close();
console.log(JSON.stringify({ answers, streamed, missing, classes }));
