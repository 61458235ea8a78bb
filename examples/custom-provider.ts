// A provider of your own: two functions in OpenAI's shapes. Here a model in memory stands behind a real one.
import { type Chunk, type Completion, createRouter, type Provider } from "llmux";
import { simulate } from "llmux/testing";

const head = { id: "local-1", created: 0, model: "parrot" };
const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

const parrot: Provider = {
  name: "local",
  async complete({ messages }): Promise<Completion> {
    const message = { role: "assistant" as const, content: `squawk: ${messages.at(-1)?.content}`, refusal: null };
    const choices = [{ index: 0, message, finish_reason: "stop" as const, logprobs: null }];
    return { ...head, object: "chat.completion", choices, usage };
  },
  async *stream(): AsyncGenerator<Chunk> {
    const choice = { index: 0, finish_reason: null };
    for (const content of ["squ", "awk"])
      yield { ...head, object: "chat.completion.chunk", choices: [{ ...choice, delta: { content } }] };
    yield {
      ...head,
      object: "chat.completion.chunk",
      choices: [{ ...choice, delta: {}, finish_reason: "stop" }],
      usage,
    };
  },
};

const sim = await simulate("openai");
sim.openai.fail("reset_before_response");
const router = createRouter({
  providers: { ...sim.providers, local: parrot },
  models: { chat: ["openai/gpt-5.5", "local/parrot"] },
});

const answer = await router.chat.completions.create({ model: "chat", messages: [{ role: "user", content: "Hi" }] });
console.log(answer.choices[0]?.message.content); //=> squawk: Hi
console.log(answer.x_llmux.attempts.map(({ target, fault }) => `${target} ${fault?.kind ?? "ok"}`).join(", "));
//=> openai/gpt-5.5 connection, openai/gpt-5.5 connection, local/parrot ok
await router.close();
await sim.close();
