import { createRouter } from "llmux";
import { afterAll, expect, it } from "vitest";

const CALL = { id: "c1", type: "function", function: { name: "look", arguments: '{"a":1}' } };
let content: string;
const router = createRouter({
  dialects: { mine: { baseURL: "https://upstream.invalid/v1", models: [{ ids: "glm", textOverCalls: true }] } },
  providers: { mine: { apiKey: "k" } },
  fetch: async () =>
    Response.json({
      id: "c",
      choices: [{ index: 0, message: { role: "assistant", content, tool_calls: [CALL] }, finish_reason: "tool_calls" }],
    }),
});
afterAll(() => router.close());

const tools = [{ type: "function" as const, function: { name: "look", parameters: {} } }];
const response_format = { type: "json_schema" as const, json_schema: { name: "it", schema: { type: "object" } } };

/** A call is left out only where both were asked for and it repeats the answer. */
it.each([
  ["glm-5", '{"a":1}', { tools, response_format }, "stop"],
  ["glm-5", "Let me look.", { tools, response_format }, "tool_calls"],
  ["glm-5", '{"a":1}', { tools }, "tool_calls"],
  ["glm-5", '{"plan":"look first"}', { tools, response_format }, "tool_calls"],
  ["other", '{"a":1}', { tools, response_format }, "tool_calls"],
])("%s saying %j", async (model, text, asked, finish) => {
  content = text;
  const body = { model: `mine/${model}`, messages: [{ role: "user" as const, content: "hi" }], ...asked };
  const [choice] = (await router.chat.completions.create(body)).choices;
  expect(choice?.finish_reason).toBe(finish);
  expect(choice?.message.tool_calls?.length ?? 0).toBe(finish === "stop" ? 0 : 1);
});
