// An OpenAI client over every provider: the SDK's own helpers, such as .stream() and .runTools(), work as they are.
import { createRouter } from "llmux";
import { asOpenAI } from "llmux/openai";
import { simulate } from "llmux/testing";

const sim = await simulate();
sim.gemini.script(["Hello.", { toolCalls: [{ name: "add", arguments: { a: 2, b: 3 } }] }, "It is 5."]);
const router = createRouter({ providers: sim.providers, models: { chat: "gemini/gemini-3.8-flash" } });
const openai = asOpenAI(router);

const stream = openai.chat.completions.stream({ model: "chat", messages: [{ role: "user", content: "Hi" }] });
console.log("streamed:", await stream.finalContent()); //=> streamed: Hello.

const number = { type: "number" } as const;
const runner = openai.chat.completions.runTools({
  model: "chat",
  messages: [{ role: "user", content: "What is 2 + 3?" }],
  tools: [
    {
      type: "function",
      function: {
        name: "add",
        description: "Adds two numbers.",
        parameters: { type: "object", properties: { a: number, b: number }, required: ["a", "b"] },
        parse: JSON.parse,
        function: ({ a, b }: { a: number; b: number }) => String(a + b),
      },
    },
  ],
});
console.log("the tool said:", await runner.finalFunctionToolCallResult()); //=> the tool said: 5
console.log("the model said:", await runner.finalContent()); //=> the model said: It is 5.

await router.close();
await sim.close();
