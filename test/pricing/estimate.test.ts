import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatRequest } from "../../src/contract/chat.ts";
import { estimateUsage } from "../../src/pricing/estimate.ts";

function request(messages: object[], more: object = {}): ChatRequest {
  return { model: "m", messages: messages as ChatMessage[], ...more };
}

const inputOf = (messages: object[], more?: object) => estimateUsage(request(messages, more), undefined).inputTokens;

describe("estimateUsage", () => {
  it("takes four bytes of text for a token, and four tokens for each message", () => {
    expect(inputOf([{ role: "user", content: "x".repeat(400) }])).toBe(104);
    expect(
      inputOf([
        { role: "user", content: "" },
        { role: "assistant", content: null },
      ]),
    ).toBe(8);
  });

  it("counts scripts by their bytes", () => {
    // 40 characters of three bytes; 10 emoji of four.
    expect(inputOf([{ role: "user", content: "語".repeat(40) }])).toBe(34);
    expect(inputOf([{ role: "user", content: "😀".repeat(10) }])).toBe(14);
  });

  it("counts parts, tool calls, tool results and tool definitions", () => {
    const parts = [{ type: "text", text: "x".repeat(40) }];
    const tool_calls = [{ id: "c", type: "function", function: { name: "f", arguments: "x".repeat(400) } }];
    expect(inputOf([{ role: "user", content: parts }])).toBe(14);
    expect(inputOf([{ role: "assistant", content: null, tool_calls }])).toBeGreaterThan(104);
    const tools = [{ type: "function", function: { name: "f", description: "x".repeat(4000) } }];
    expect(inputOf([], { tools })).toBeGreaterThan(1000);
  });

  it("takes a flat number for images, sound and files, whatever their bytes", () => {
    const url = `data:image/png;base64,${"A".repeat(100_000)}`;
    expect(inputOf([{ role: "user", content: [{ type: "image_url", image_url: { url } }] }])).toBe(1004);
    const input_audio = { data: "A".repeat(100_000), format: "wav" };
    expect(inputOf([{ role: "user", content: [{ type: "input_audio", input_audio }] }])).toBe(1004);
    const file = { file_data: "A".repeat(100_000) };
    expect(inputOf([{ role: "user", content: [{ type: "file", file }] }])).toBe(3004);
  });

  it("does not count what is kept for the next turn", () => {
    const provider_state = { v: 1, blocks: ["x".repeat(4000)] };
    expect(inputOf([{ role: "assistant", content: "hi", provider_state }])).toBe(5);
  });

  it("counts what had come of the answer, reasoning within output", () => {
    const partial = {
      content: "x".repeat(40),
      reasoning: "x".repeat(80),
      toolCalls: [{ id: "c", name: "look", arguments: "x".repeat(16), complete: false }],
    };
    expect(estimateUsage(request([]), partial)).toEqual({
      inputTokens: 0,
      outputTokens: 35,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 20,
    });
    expect(estimateUsage(request([]), undefined).outputTokens).toBe(0);
  });
});
