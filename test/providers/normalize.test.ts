import { describe, expect, it } from "vitest";
import type { ChatRequest } from "../../src/contract/chat.ts";
import { normalize } from "../../src/providers/normalize.ts";

const base: ChatRequest = { model: "m", messages: [{ role: "user", content: "hi" }] };

describe("normalize", () => {
  it("returns the same object where nothing is to do", () => {
    expect(normalize(base)).toBe(base);
  });

  it("removes top-level nulls and nothing below them", () => {
    const request = {
      ...base,
      temperature: null,
      stop: null,
      top_p: 0,
      messages: [{ role: "assistant", content: null }],
    };
    const normal = normalize(request as ChatRequest);
    expect(normal).toEqual({ model: "m", top_p: 0, messages: [{ role: "assistant", content: null }] });
    expect(Object.keys(normal)).not.toContain("temperature");
  });

  it("writes functions and function_call as tools and tool_choice", () => {
    const definition = { name: "f", parameters: { type: "object" } };
    const tool = { type: "function" as const, function: { name: "g" } };
    expect(normalize({ ...base, tools: [tool], functions: [definition], function_call: { name: "f" } })).toEqual({
      ...base,
      tools: [tool, { type: "function", function: definition }],
      tool_choice: { type: "function", function: { name: "f" } },
    });
    expect(normalize({ ...base, function_call: "none" })).toEqual({ ...base, tool_choice: "none" });
    expect(normalize({ ...base, function_call: "none", tool_choice: "auto" })).toEqual({
      ...base,
      tool_choice: "auto",
    });
  });

  it("pairs the messages of the function era by their order", () => {
    const request: ChatRequest = {
      ...base,
      messages: [
        { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
        { role: "function", name: "f", content: "1" },
        { role: "assistant", content: null, function_call: { name: "g", arguments: '{"a":1}' } },
        { role: "function", name: "g", content: null },
      ],
    };
    const before = structuredClone(request);
    expect(normalize(request).messages).toEqual([
      { role: "assistant", content: null, tool_calls: [functionCall("fc_1", "f", "{}")] },
      { role: "tool", tool_call_id: "fc_1", content: "1" },
      { role: "assistant", content: null, tool_calls: [functionCall("fc_2", "g", '{"a":1}')] },
      { role: "tool", tool_call_id: "fc_2", content: "" },
    ]);
    expect(request).toEqual(before);
  });
});

function functionCall(id: string, name: string, args: string) {
  return { id, type: "function", function: { name, arguments: args } };
}
