import { describe, expect, it } from "vitest";
import { makeState, replayable } from "../../src/providers/provider-state.ts";

const call = (args: string, id = "toolu_1") => ({ id, type: "function", function: { name: "f", arguments: args } });
const blocks = [{ type: "thinking", thinking: "…", signature: "sig" }];
const answer = { content: "Hello", tool_calls: [call('{"a":1}')] };
const state = makeState("anthropic", "claude-x", blocks, answer);
const turn = { role: "assistant", ...answer, provider_state: state };

describe("provider state", () => {
  it("comes back for the same provider, model and message, also through a JSON store", () => {
    expect(replayable(turn, "anthropic", "claude-x")).toBe(state);
    expect(replayable(JSON.parse(JSON.stringify(turn)), "anthropic", "claude-x")).toEqual(state);
  });

  it("stays where it is for another provider or model", () => {
    expect(replayable(turn, "gemini", "claude-x")).toBeUndefined();
    expect(replayable(turn, "anthropic", "claude-y")).toBeUndefined();
  });

  it.each([
    ["the text", { content: "Hello!" }],
    ["the arguments", { tool_calls: [call('{"a":2}')] }],
    ["a call's id", { tool_calls: [call('{"a":1}', "call_2")] }],
    ["the calls", { tool_calls: undefined }],
  ])("is void once %s was edited", (_, edit) => {
    expect(replayable({ ...turn, ...edit }, "anthropic", "claude-x")).toBeUndefined();
  });

  it("survives what clients do to a message unasked", () => {
    expect(replayable({ ...turn, content: [{ type: "text", text: "Hello" }] }, "anthropic", "claude-x")).toBe(state);
    expect(replayable({ ...turn, tool_calls: [call('{ "a": 1 }')] }, "anthropic", "claude-x")).toBe(state);
    const silent = {
      ...turn,
      content: null,
      provider_state: makeState("a", "m", blocks, { ...answer, content: null }),
    };
    expect(replayable({ ...silent, content: "" }, "a", "m")).toBeDefined();
  });

  it.each([undefined, null, "x", {}, { ...state, v: 2 }, { ...state, blocks: "x" }])("ignores %j", (provider_state) => {
    expect(replayable({ ...answer, provider_state }, "anthropic", "claude-x")).toBeUndefined();
  });
});
