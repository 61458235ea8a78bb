import { describe, expect, it } from "vitest";
import type { ChatMessage, Completion } from "../../../src/contract/chat.ts";
import { decode } from "../../../src/providers/gemini/decode.ts";
import type { Part } from "../../../src/providers/gemini/wire.ts";
import { candidate, decodeContext, encoded } from "./kit.ts";

const SENTINEL = "skip_thought_signature_validator";
const user: ChatMessage = { role: "user", content: "weather in Paris and Rome?" };
const call = (id: string, name = "weather", args = '{"city":"Paris"}') =>
  ({ id, type: "function", function: { name, arguments: args } }) as const;
const asked = (...ids: string[]): ChatMessage => ({
  role: "assistant",
  content: null,
  tool_calls: ids.map((id) => call(id)),
});
const result = (tool_call_id: string, content: string): ChatMessage => ({ role: "tool", tool_call_id, content });

/** An answer of Gemini's, as an application would store and send it. */
function answered(parts: readonly unknown[]): { message: Completion["choices"][0]["message"]; turn: ChatMessage } {
  const { message } = decode({ candidates: [candidate(parts)] }, decodeContext()).choices[0]!;
  return { message, turn: JSON.parse(JSON.stringify(message)) };
}

function partsOf(messages: ChatMessage[], model?: string): Part[][] {
  return encoded({ messages }, model).body.contents.map((content) => content.parts);
}

describe("tool results", () => {
  it.each([
    ["42", { output: "42" }],
    ['{"a":1}', { a: 1 }],
    ["[1]", { output: "[1]" }],
    ['{"a":', { output: '{"a":' }],
    ["", { output: "" }],
  ])("case 28: the name is looked up, and %j is sent as an object", (content, response) => {
    const [, , parts] = partsOf([user, asked("c1"), result("c1", content)], "gemini-2.5-flash");
    expect(parts).toEqual([{ functionResponse: { name: "weather", response } }]);
  });

  it("marks an error", () => {
    const failed = { ...result("c1", "no such city"), is_error: true } as ChatMessage;
    const [, , parts] = partsOf([user, asked("c1"), failed]);
    expect(parts?.[0]?.functionResponse?.response).toEqual({ error: "no such city" });
  });

  it("go in call order, in one turn of their own", () => {
    const contents = partsOf([
      user,
      asked("a", "b"),
      result("b", "2"),
      result("a", "1"),
      { role: "user", content: "go" },
    ]);
    expect(contents[2]?.map((part) => part.functionResponse?.response)).toEqual([{ output: "1" }, { output: "2" }]);
    expect(contents[3]).toEqual([{ text: "go" }]);
  });

  it("refuses calls without results, repairs them if told to", () => {
    const messages = [user, asked("c1"), { role: "user", content: "go" } as const];
    expect(() => encoded({ messages })).toThrowError(expect.objectContaining({ code: "tool_result_mismatch" }));
    const { body } = encoded({ messages }, undefined, { compat: { repair: true } });
    expect(body.contents[2]?.parts[0]?.functionResponse).toEqual({ name: "weather", response: { error: "No result" } });
  });

  it("takes images from Gemini 3 on", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } };
    const withImage = { role: "tool", tool_call_id: "c1", content: [image] } as unknown as ChatMessage;
    const [, , parts] = partsOf([user, asked("c1"), withImage]);
    expect(parts?.[0]?.functionResponse?.parts).toEqual([{ inlineData: { mimeType: "image/png", data: "aGk=" } }]);
    expect(() => partsOf([user, asked("c1"), withImage], "gemini-2.5-flash")).toThrowError(/tool result/);
  });
});

describe("tool calls of history", () => {
  it("parses arguments, names the place of bad ones", () => {
    const [, parts] = partsOf([user, asked("c1"), result("c1", "x")], "gemini-2.5-flash");
    expect(parts).toEqual([{ functionCall: { name: "weather", args: { city: "Paris" } } }]);
    const bad: ChatMessage = { role: "assistant", content: null, tool_calls: [call("c1", "weather", '{"a":')] };
    expect(() => encoded({ messages: [user, bad, result("c1", "x")] })).toThrowError(
      expect.objectContaining({ kind: "invalid_request", param: "messages[1].tool_calls[0].function.arguments" }),
    );
  });

  it("wraps custom calls and converts deprecated function calls", () => {
    const custom = { id: "c1", type: "custom", custom: { name: "sql", input: "select 1" } } as const;
    const [, parts] = partsOf(
      [user, { role: "assistant", content: null, tool_calls: [custom] }, result("c1", "1")],
      "gemini-2.5-flash",
    );
    expect(parts).toEqual([{ functionCall: { name: "sql", args: { input: "select 1" } } }]);
    const deprecated = partsOf(
      [
        user,
        { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
        { role: "function", name: "f", content: "ok" },
      ],
      "gemini-2.5-flash",
    );
    expect(deprecated[2]).toEqual([{ functionResponse: { name: "f", response: { output: "ok" } } }]);
  });

  it("a minted id is not sent back, Google's own id is, on call and response", () => {
    const minted = answered([{ functionCall: { name: "weather", args: {} } }]);
    const mintedId = minted.message.tool_calls?.[0]?.id ?? "";
    expect(mintedId).toMatch(/^call_[0-9A-Za-z]{24}$/);
    const [, calls, results] = partsOf([user, minted.turn, result(mintedId, "x")]);
    expect(calls?.[0]?.functionCall).not.toHaveProperty("id");
    expect(results?.[0]?.functionResponse).not.toHaveProperty("id");

    const issued = answered([{ functionCall: { name: "weather", args: {}, id: "g-1" } }]);
    expect(issued.message.tool_calls?.[0]?.id).toBe("g-1");
    const [, sent, back] = partsOf([user, issued.turn, result("g-1", "x")]);
    expect(sent?.[0]?.functionCall?.id).toBe("g-1");
    expect(back?.[0]?.functionResponse?.id).toBe("g-1");
  });

  it("Google's id survives an edit of the text and a change of model", () => {
    const { turn } = answered([{ text: "let me see" }, { functionCall: { name: "weather", args: {}, id: "g-1" } }]);
    const edited = { ...turn, content: "edited" } as ChatMessage;
    const [, calls, results] = partsOf([user, edited, result("g-1", "x")], "gemini-2.5-flash");
    expect(calls).toEqual([{ text: "edited" }, { functionCall: { name: "weather", args: {}, id: "g-1" } }]);
    expect(results?.[0]?.functionResponse?.id).toBe("g-1");
  });

  it("one signature for parallel calls stays on the part it came on", () => {
    const parts = [
      { functionCall: { name: "weather", args: { city: "Paris" } }, thoughtSignature: "SIG" },
      { functionCall: { name: "weather", args: { city: "Rome" } } },
    ];
    const { turn, message } = answered(parts);
    const [first, second] = message.tool_calls!.map(({ id }) => id);
    const contents = partsOf([user, turn, result(first!, "1"), result(second!, "2")]);
    expect(contents[1]).toEqual(parts);
    expect(message.tool_calls).toMatchObject([{ extra_content: { google: { thought_signature: "SIG" } } }, {}]);
    expect(message.tool_calls?.[1]).not.toHaveProperty("extra_content");

    const { provider_state, ...stripped } = turn as ChatMessage & { provider_state: unknown };
    const rebuilt = partsOf([user, stripped, result(first!, "1"), result(second!, "2")]);
    expect(rebuilt[1]?.map((part) => part.thoughtSignature)).toEqual(["SIG", undefined]);
  });

  it("a history of OpenAI's gets the sentinel on each step's first call in the current turn", () => {
    const messages = [
      user,
      asked("old"),
      result("old", "1"),
      { role: "assistant", content: "Sunny." } as const,
      { role: "user", content: "and Rome?" } as const,
      asked("a", "b"),
      result("a", "1"),
      result("b", "2"),
      asked("c"),
      result("c", "3"),
    ];
    const signatures = (model: string) =>
      partsOf(messages, model).map((parts) => parts.map((part) => part.thoughtSignature));
    expect(signatures("gemini-3.5-flash")).toEqual([
      [undefined],
      [undefined],
      [undefined],
      [undefined],
      [undefined],
      [SENTINEL, undefined],
      [undefined, undefined],
      [SENTINEL],
      [undefined],
    ]);
    expect(signatures("gemini-2.5-flash").flat()).not.toContain(SENTINEL);
  });

  it("another model's signatures are not sent, an edited turn's neither", () => {
    const { turn, message } = answered([{ functionCall: { name: "weather", args: {} }, thoughtSignature: "SIG" }]);
    const messages = [user, turn, result(message.tool_calls![0]!.id, "x")];
    expect(partsOf(messages, "gemini-3.5-flash")[1]?.[0]?.thoughtSignature).toBe(SENTINEL);
    expect(partsOf(messages, "gemini-2.5-flash")[1]?.[0]).not.toHaveProperty("thoughtSignature");
    const edited = { ...turn, content: "well" } as ChatMessage;
    expect(JSON.stringify(partsOf([user, edited, messages[2]!]))).not.toContain('"SIG"');
  });

  it("reads signatures where other routers put them", () => {
    const spellings = [
      { ...call("c1"), provider_specific_fields: { thought_signature: "SIG" } },
      { ...call("c1"), function: { ...call("c1").function, thought_signature: "SIG" } },
      call("c1__thought__SIG"),
    ];
    for (const spelled of spellings) {
      const turn: ChatMessage = { role: "assistant", content: null, tool_calls: [spelled] };
      const [, parts] = partsOf([user, turn, result(spelled.id, "x")]);
      expect(parts?.[0]?.thoughtSignature).toBe("SIG");
    }
  });

  it("a signature on a final empty text part is kept and replayed there", () => {
    const parts = [{ text: "Hello" }, { text: "", thoughtSignature: "SIG" }];
    const { turn, message } = answered(parts);
    expect(message.content).toBe("Hello");
    expect(partsOf([user, turn, { role: "user", content: "more" }])[1]).toEqual(parts);
  });
});
