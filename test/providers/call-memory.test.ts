import { describe, expect, it } from "vitest";
import type { ChatMessage, ChatRequest, Completion } from "../../src/contract/chat.ts";
import { callMemory } from "../../src/providers/call-memory.ts";
import { makeState } from "../../src/providers/provider-state.ts";

const owner = { provider: "p", model: "m", tenant: undefined };
const callOf = (id: string) => ({ id, type: "function" as const, function: { name: "f", arguments: "{}" } });

function answer(id: string, extras: object = {}, content: string | null = "Text."): Completion {
  const visible = { content, tool_calls: [callOf(id)] };
  const blocks = [
    { type: "thinking", thinking: "…", signature: "S" },
    { type: "text", text: content },
    { type: "tool_use", id },
  ];
  const message = {
    role: "assistant",
    refusal: null,
    ...visible,
    provider_state: makeState("p", "m", blocks, visible),
    ...extras,
  };
  return { choices: [{ index: 0, finish_reason: "tool_calls", logprobs: null, message }] } as unknown as Completion;
}

const request = (message: object): ChatRequest => ({
  model: "p/m",
  messages: [{ role: "user", content: "?" }, { role: "assistant", ...message } as ChatMessage],
});
const recalled = (asked: ChatRequest) => asked.messages[1] as { provider_state?: { blocks: { type: string }[] } };

describe("the memory of tool calls", () => {
  const memory = callMemory();
  memory.keep(answer("c1"), owner);

  it("puts back what a client dropped, and changes nothing of the caller's", () => {
    const asked = request({ content: "Text.", tool_calls: [callOf("c1")] });
    const before = structuredClone(asked);
    expect(recalled(memory.recall(asked, owner)).provider_state?.blocks.map(({ type }) => type)).toEqual([
      "thinking",
      "text",
      "tool_use",
    ]);
    expect(asked).toEqual(before);
  });

  it("leaves the text out of it where the client did", () => {
    const { provider_state } = recalled(memory.recall(request({ tool_calls: [callOf("c1")] }), owner));
    expect(provider_state?.blocks.map(({ type }) => type)).toEqual(["thinking", "tool_use"]);
  });

  it.each([
    ["an edited text", request({ content: "Other.", tool_calls: [callOf("c1")] }), owner],
    ["a call that was not made", request({ content: "Text.", tool_calls: [callOf("c1"), callOf("c2")] }), owner],
    ["another tenant", request({ content: "Text.", tool_calls: [callOf("c1")] }), { ...owner, tenant: "t" }],
    ["another model", request({ content: "Text.", tool_calls: [callOf("c1")] }), { ...owner, model: "n" }],
    ["another provider", request({ content: "Text.", tool_calls: [callOf("c1")] }), { ...owner, provider: "q" }],
    ["a message with its own state", request({ ...answer("c1").choices[0]!.message }), owner],
    ["a message without calls", request({ content: "Text." }), owner],
  ])("gives the same request back for %s", (_, asked, who) => {
    expect(memory.recall(asked, who)).toBe(asked);
  });

  it("is not touched by what becomes of the answer", () => {
    const given = answer("c3");
    memory.keep(given, owner);
    (given.choices[0]!.message.provider_state!.blocks as unknown[]).length = 0;
    const asked = request({ content: "Text.", tool_calls: [callOf("c3")] });
    expect(recalled(memory.recall(asked, owner)).provider_state?.blocks).toHaveLength(3);
  });

  it("keeps the reasoning of compatible servers that want it back", () => {
    const details = [{ type: "reasoning.encrypted", data: "x" }];
    const extras = { provider_state: undefined, reasoning_content: "Hm.", reasoning_details: details };
    memory.keep(answer("c4", extras), owner);
    const asked = request({ content: "Text.", tool_calls: [callOf("c4")] });
    expect(recalled(memory.recall(asked, owner))).toMatchObject({
      reasoning_content: "Hm.",
      reasoning_details: details,
    });
  });

  it("keeps nothing of an answer that has nothing to give back, and forgets the oldest beyond 10,000", () => {
    const small = callMemory();
    small.keep(answer("plain", { provider_state: undefined }), owner);
    for (let i = 0; i < 10_001; i += 1) small.keep(answer(`n${i}`), owner);
    const has = (id: string) => {
      const asked = request({ content: "Text.", tool_calls: [callOf(id)] });
      return small.recall(asked, owner) !== asked;
    };
    expect(["plain", "n0", "n1", "n10000"].map(has)).toEqual([false, false, true, true]);
  });

  it("holds 64 MiB at most", () => {
    const small = callMemory();
    const text = "x".repeat(8 * 1024 * 1024);
    for (let i = 0; i < 5; i += 1) small.keep(answer(`b${i}`, {}, text), owner);
    const has = (id: string) => {
      const asked = request({ content: text, tool_calls: [callOf(id)] });
      return small.recall(asked, owner) !== asked;
    };
    expect([0, 1, 2, 3, 4].map((i) => has(`b${i}`))).toEqual([false, false, true, true, true]);
  });
});
