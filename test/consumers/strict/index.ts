import { type ChatCompletion, createRouter, type FaultKind, isLlmuxError, type RouteReport } from "llmux";
import { asOpenAI } from "llmux/openai";
import { simulate } from "llmux/testing";

type IsAny<T> = 0 extends 1 & T ? true : false;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>(): void => {};
const fails = <_ extends false>(): void => {};

await using sim = await simulate("openai");
await using router = createRouter({ providers: sim.providers, models: { chat: ["openai/gpt-5.5"] } });

const completion = await router.chat.completions.create({
  model: "chat",
  messages: [{ role: "user", content: "hello" }],
});
fails<IsAny<typeof completion>>();
holds<Same<typeof completion, ChatCompletion>>();
fails<IsAny<typeof completion.x_llmux>>();
holds<Same<typeof completion.x_llmux, RouteReport>>();
holds<Same<typeof completion.x_llmux.cost.usd, number | null>>();
fails<IsAny<(typeof completion.choices)[0]["message"]["content"]>>();

const viaSdk = await asOpenAI(router).chat.completions.create({
  model: "chat",
  messages: [{ role: "user", content: "again" }],
});
fails<IsAny<typeof viaSdk.choices>>();

sim.openai.fail("status_400");
const refused: FaultKind | undefined = await router.chat.completions
  .create({ model: "chat", messages: [{ role: "user", content: "hello" }] })
  .then(
    () => undefined,
    (error: unknown) => (isLlmuxError(error) ? error.kind : undefined),
  );

// @ts-expect-error: options are closed
const misspelt: Parameters<typeof createRouter>[0] = { modles: {} };
void misspelt;

console.log(
  JSON.stringify({
    answers: [completion.choices[0]?.message.content, viaSdk.choices[0]?.message.content],
    target: completion.x_llmux.target,
    refused,
  }),
);
