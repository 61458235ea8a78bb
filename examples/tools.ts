// A tool's round trip: the model asks for it, we run it, the model answers. The same code for every provider.
import { type ChatMessage, createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
sim.anthropic.script([{ toolCalls: [{ name: "get_weather", arguments: { city: "Brno" } }] }]);
const router = createRouter({ providers: sim.providers });

const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const ask = (messages: ChatMessage[]) =>
  router.chat.completions.create({
    model: "anthropic/claude-opus-5-5",
    messages,
    tools: [{ type: "function", function: { name: "get_weather", parameters } }],
  });

const messages: ChatMessage[] = [{ role: "user", content: "Will it rain in Brno?" }];
const { message } = (await ask(messages)).choices[0]!;
messages.push(message);

for (const call of message.tool_calls ?? []) {
  if (call.type !== "function") continue;
  const { city } = JSON.parse(call.function.arguments);
  console.log(call.function.name, city); //=> get_weather Brno
  messages.push({ role: "tool", tool_call_id: call.id, content: `${city}: 21 degrees, no rain` });
}

console.log((await ask(messages)).choices[0]?.message.content); //=> echo: Brno: 21 degrees, no rain

await router.close();
await sim.close();
