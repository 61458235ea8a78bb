import { describe, expect, it } from "vitest";
import { HI, openStage } from "./stage.ts";

const { ask } = openStage();
const look = { type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } };
const opaque = { provider_state: { v: 1 }, reasoning_content: "think", extra_content: { google: {} } };

const turn = (id: string, more: object = {}) => [
  ...HI,
  {
    role: "assistant",
    content: null,
    tool_calls: [{ id, type: "function", function: { name: "look", arguments: "{}" } }],
    ...more,
  },
  { role: "tool", tool_call_id: id, content: "1" },
];

/** The messages as they were sent. */
async function messages(target: string, request: object) {
  const { body } = await ask(target, request);
  return body.messages as Record<string, unknown>[];
}

describe("compatible · parameters", () => {
  it("case 38: Mistral gets its own names, nothing it would refuse, and ids of nine characters", async () => {
    const request = {
      messages: turn("toolu_01ABC"),
      tools: [look],
      tool_choice: "required",
      seed: 7,
      max_completion_tokens: 9,
      store: true,
      metadata: { k: "v" },
    };
    const { body, warned } = await ask("mistral/mistral-large", request);
    expect(body).toMatchObject({ random_seed: 7, max_tokens: 9, tool_choice: "any" });
    for (const field of ["seed", "max_completion_tokens", "store", "metadata"]) expect(body).not.toHaveProperty(field);
    expect(warned.toSorted()).toEqual(["metadata", "store"]);
    const [, assistant, result] = body.messages as Record<string, unknown>[];
    const [{ id }] = assistant!.tool_calls as [{ id: string }];
    expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(result?.tool_call_id).toBe(id);
    expect((await messages("mistral/mistral-large", request))[2]?.tool_call_id).toBe(id);
    expect((await ask("mistral/mistral-large", { tools: [] })).body).not.toHaveProperty("tools");
  });
});

describe("compatible · messages", () => {
  it("case 39: what is opaque reaches nobody, and reasoning only who wants it, as they spell it", async () => {
    const history = { messages: turn("c1", opaque) };
    for (const target of ["mistral/mistral-large", "groq/llama-4", "openai/gpt-4.1"]) {
      const sent = JSON.stringify(await messages(target, history));
      expect(sent).not.toMatch(/provider_state|reasoning|extra_content|think/);
    }
    const assistant = async (target: string, request: object = history) => (await messages(target, request))[1];
    expect(await assistant("deepseek/deepseek-v4-pro")).toMatchObject({ reasoning_content: "think" });
    const plain = { messages: [...HI, { role: "assistant", content: "x" }, ...HI] };
    expect(await assistant("deepseek/deepseek-v4-pro", plain)).toMatchObject({ reasoning_content: "" });
    expect(await assistant("deepseek/deepseek-reasoner")).not.toHaveProperty("reasoning_content");
    expect(await assistant("cerebras/zai-glm-4.7")).toMatchObject({ reasoning: "think" });
    expect(await assistant("cerebras/zai-glm-4.7")).not.toHaveProperty("reasoning_content");
  });
});

describe("compatible · reasoning", () => {
  it("case 40: OpenAI's newest do not reason beside function tools, and are told so; without tools nothing is touched", async () => {
    const { body, warned } = await ask("openai/gpt-5.6-sol", { tools: [look] });
    expect(body).toMatchObject({ reasoning_effort: "none" });
    expect(warned).toEqual(["reasoning_effort"]);
    const asked = await ask("openai/gpt-5.6-sol", { tools: [look], reasoning_effort: "high" });
    expect(asked.error).toMatchObject({ kind: "unsupported", param: "reasoning_effort" });
    const free = await ask("openai/gpt-5.6-sol", {});
    expect(free.body).toEqual({ model: "gpt-5.6-sol", messages: HI });
  });
});
