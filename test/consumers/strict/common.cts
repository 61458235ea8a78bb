import type { ChatCompletion, Router } from "llmux";

import llmux = require("llmux");
import testing = require("llmux/testing");

type IsAny<T> = 0 extends 1 & T ? true : false;
const fails = <_ extends false>(): void => {};

async function main(): Promise<void> {
  const sim = await testing.simulate("openai");
  const router: Router = llmux.createRouter({ providers: sim.providers });
  const completion: ChatCompletion = await router.chat.completions.create({
    model: "openai/gpt-5.5",
    messages: [{ role: "user", content: "hello" }],
  });
  fails<IsAny<typeof completion.x_llmux.attempts>>();
  await router.close();
  await sim.close();
  console.log(JSON.stringify({ answer: completion.choices[0]?.message.content }));
}

void main();
