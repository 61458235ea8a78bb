// Thinking over several turns: the model gets its signed thoughts back, though the client stored OpenAI's fields only.
import { type ChatMessage, createRouter } from "llmux";
import { simulate } from "llmux/testing";

const sim = await simulate();
sim.anthropic.script([
  { reasoning: "I need the weather.", toolCalls: [{ name: "get_weather", arguments: { city: "Brno" } }] },
  { text: "Take no umbrella." },
]);
const router = createRouter({ providers: sim.providers });

const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const ask = (messages: ChatMessage[]) =>
  router.chat.completions.create({
    model: "anthropic/claude-haiku-4-5",
    messages,
    reasoning_effort: "low",
    tools: [{ type: "function", function: { name: "get_weather", parameters } }],
  });

const question: ChatMessage = { role: "user", content: "Do I need an umbrella in Brno?" };
const { message } = (await ask([question])).choices[0]!;
console.log("thought:", message.reasoning_content); //=> thought: I need the weather.

const { content, tool_calls = [] } = message;
const stored: ChatMessage = { role: "assistant", content, tool_calls };
const result: ChatMessage = { role: "tool", tool_call_id: tool_calls[0]!.id, content: "no rain" };
const answer = await ask([question, stored, result]);
console.log(answer.choices[0]?.message.content); //=> Take no umbrella.

const sent = sim.anthropic.requests.at(-1)?.body as { messages: { content: { type: string }[] }[] };
console.log("sent back:", sent.messages[1]?.content.map(({ type }) => type).join(", ")); //=> sent back: thinking, tool_use

await router.close();
await sim.close();
