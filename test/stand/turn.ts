import { type ChatRequestNonStreaming, createRouter } from "../../src/index.ts";

// One turn of a conversation in a process of its own, as a serverless function is called: nothing of earlier turns is here.
const { providers, body } = JSON.parse(process.argv[2] ?? "{}") as {
  providers: Record<string, { apiKey: string; baseURL: string }>;
  body: ChatRequestNonStreaming;
};
const router = createRouter({ providers });
const { choices, x_llmux } = await router.chat.completions.create(body);
const { content, tool_calls } = choices[0]!.message;
const warnings = x_llmux.warnings.map(({ code }) => code);
// OpenAI's own fields and no more: what a typed database keeps.
const calls = tool_calls?.map((call) => ({
  id: call.id,
  type: call.type,
  ...(call.type === "function" && { function: { ...call.function } }),
}));
console.log(JSON.stringify({ message: { role: "assistant", content, ...(calls && { tool_calls: calls }) }, warnings }));
await router.close();
