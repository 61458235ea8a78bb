import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../../src/contract/chat.ts";
import { makeState } from "../../../src/providers/provider-state.ts";
import { encoded, HAIKU, OPUS, refusal, USER } from "./support.ts";

function call(id: string, name = "f", text = "{}") {
  return { id, type: "function", function: { name, arguments: text } };
}
const result = (id: string, content: unknown = "ok", extra = {}) => ({
  role: "tool",
  tool_call_id: id,
  content,
  ...extra,
});
const calling = (...calls: object[]) => ({ role: "assistant", content: null, tool_calls: calls });
const text = (value: string) => ({ type: "text", text: value });

describe("anthropic messages", () => {
  it("leading system and developer messages become system blocks", () => {
    const { body } = encoded({
      messages: [{ role: "system", content: "a" }, { role: "developer", content: "b" }, USER],
    });
    expect(body.system).toEqual([text("a"), text("b")]);
    expect(body.messages).toEqual([{ role: "user", content: [text("Hello")] }]);
  });

  it("late system text is folded into the user turn in its place", () => {
    const messages = [
      { role: "system", content: "top" },
      { role: "user", content: "1" },
      { role: "assistant", content: "2" },
      { role: "system", content: "late" },
      { role: "user", content: "3" },
    ];
    const { body, warnings } = encoded({ messages }, "claude-sonnet-4-6");
    expect(body.system).toEqual([text("top")]);
    expect(body.messages.map((message) => message.role)).toEqual(["user", "assistant", "user"]);
    expect(body.messages[2]!.content).toEqual([text("late"), text("3")]);
    expect(warnings).toMatchObject([{ code: "changed_param", param: "messages" }]);
  });

  it("keeps late system text where the model takes it and the place is legal", () => {
    const messages = [USER, { role: "system", content: "late" }, { role: "assistant", content: "x" }, USER];
    const { body, warnings } = encoded({ messages });
    expect(body.messages.map((message) => message.role)).toEqual(["user", "system", "assistant", "user"]);
    expect(warnings).toEqual([]);
  });

  it("an empty assistant message vanishes and its neighbours merge", () => {
    const { body } = encoded({
      messages: [USER, { role: "assistant", content: "" }, { role: "user", content: [text("a"), text("")] }],
    });
    expect(body.messages).toEqual([{ role: "user", content: [text("Hello"), text("a")] }]);
  });

  it("results come first, in the order of the calls, in one user message", () => {
    const { body } = encoded({
      messages: [USER, calling(call("a"), call("b")), result("b"), result("a"), { role: "user", content: "go" }],
    });
    expect(body.messages).toHaveLength(3);
    expect(body.messages[2]!.content).toEqual([
      { type: "tool_result", tool_use_id: "a", content: "ok" },
      { type: "tool_result", tool_use_id: "b", content: "ok" },
      text("go"),
    ]);
  });

  it("arguments are an object on the wire or an error that names their place", () => {
    const history = (argument: string) => ({ messages: [USER, calling(call("a", "f", argument)), result("a")] });
    expect(encoded(history("")).body.messages[1]!.content).toEqual([
      { type: "tool_use", id: "a", name: "f", input: {} },
    ]);
    expect(refusal(history('{"a":'))).toMatchObject({
      kind: "invalid_request",
      message: expect.stringContaining("messages[1].tool_calls[0].function.arguments"),
    });
    expect(refusal(history("[1]")).kind).toBe("unsupported");
    const lenient = encoded(history("[1]"), OPUS, { compat: { lenient: true } });
    expect(lenient.body.messages[1]!.content).toMatchObject([{ input: {} }]);
    expect(lenient.warnings).toHaveLength(1);
  });

  it("an empty result has no content, text parts become text blocks, an error is marked", () => {
    const { body } = encoded({
      messages: [
        USER,
        calling(call("a"), call("b")),
        result("a", "", { is_error: true }),
        result("b", [text("x"), text("y")]),
      ],
    });
    expect(body.messages[2]!.content).toEqual([
      { type: "tool_result", tool_use_id: "a", is_error: true },
      { type: "tool_result", tool_use_id: "b", content: [text("x"), text("y")] },
    ]);
  });

  it("a call without result is refused, or repaired without its thinking", () => {
    const blocks = [
      { type: "thinking", thinking: "hm", signature: "s" },
      { type: "tool_use", id: "a", name: "f", input: {} },
    ];
    const message = calling(call("a"));
    const messages = [USER, { ...message, provider_state: makeState("anthropic", OPUS, blocks, message) }, USER];
    expect(refusal({ messages })).toMatchObject({ kind: "unsupported", code: "tool_result_mismatch" });
    const { body, warnings } = encoded({ messages }, OPUS, { compat: { repair: true } });
    expect(body.messages[1]!.content).toEqual([blocks[1]]);
    expect(body.messages[2]!.content).toMatchObject([{ type: "tool_result", is_error: true }, { type: "text" }]);
    expect(warnings.length).toBeGreaterThan(0);
  });

  it("replays the blocks of the same model as they were, of no other", () => {
    const blocks = [{ type: "thinking", thinking: "hm", signature: "s" }, text("Hi")];
    const message = { role: "assistant", content: "Hi" };
    const messages = [USER, { ...message, provider_state: makeState("anthropic", OPUS, blocks, message) }, USER];
    expect(encoded({ messages }).body.messages[1]!.content).toEqual(blocks);
    expect(encoded({ messages }, HAIKU).body.messages[1]!.content).toEqual([text("Hi")]);
  });

  it("writes custom calls and refusals anew", () => {
    const custom = { id: "a", type: "custom", custom: { name: "sql", input: "SELECT 1" } };
    const { body } = encoded({ messages: [USER, { ...calling(custom), refusal: "No." }, result("a")] });
    expect(body.messages[1]!.content).toEqual([
      text("No."),
      { type: "tool_use", id: "a", name: "sql", input: { input: "SELECT 1" } },
    ]);
  });

  it("ids are rewritten alike on call and result", () => {
    const { body } = encoded({ messages: [USER, calling(call("call:1/x")), result("call:1/x")] });
    const [use] = body.messages[1]!.content as { id: string }[];
    const [answer] = body.messages[2]!.content as { tool_use_id: string }[];
    expect(use!.id).toMatch(/^[a-zA-Z0-9_-]+$/);
    expect(answer!.tool_use_id).toBe(use!.id);
  });

  it("images are base64 of four types or https", () => {
    const image = (url: string) => ({
      messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }],
    });
    expect(refusal(image("data:image/svg+xml;base64,PHN2Zz4=")).kind).toBe("unsupported");
    expect(refusal(image("http://example.com/a.png")).kind).toBe("unsupported");
    expect(encoded(image("data:image/png;charset=x;base64,aGk=")).body.messages[0]!.content).toEqual([
      { type: "image", source: { type: "base64", media_type: "image/png", data: "aGk=" } },
    ]);
    expect(encoded(image("https://example.com/a.png")).body.messages[0]!.content).toEqual([
      { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
    ]);
  });

  it("reads files by their media type, and refuses audio unless the target drops it", () => {
    const file = (file_data: string) => ({
      messages: [{ role: "user", content: [{ type: "file", file: { file_data, filename: "n" } }] }],
    });
    expect(encoded(file("data:application/pdf;base64,aGk=")).body.messages[0]!.content).toMatchObject([
      { type: "document", title: "n", source: { type: "base64", media_type: "application/pdf" } },
    ]);
    expect(encoded(file("data:text/csv;base64,w6Q=")).body.messages[0]!.content).toMatchObject([
      { type: "document", source: { type: "text", media_type: "text/plain", data: "ä" } },
    ]);
    expect(refusal(file("data:text/csv;base64,!")).kind).toBe("invalid_request");
    const audio = { messages: [{ role: "user", content: [text("a"), { type: "input_audio", input_audio: {} }] }] };
    expect(refusal(audio)).toMatchObject({ kind: "unsupported", code: "unsupported_modality" });
    const dropped = encoded(audio, OPUS, { drop: ["input_audio"] });
    expect(dropped.body.messages[0]!.content).toEqual([text("a")]);
    expect(dropped.warned).toEqual(["input_audio"]);
  });

  it("a last assistant message is refused, continued or prefilled, as the model and options have it", () => {
    const messages = [USER, { role: "assistant", content: "Well,  " }] as ChatMessage[];
    expect(refusal({ messages }, "claude-opus-5")).toMatchObject({
      kind: "unsupported",
      message: expect.stringContaining("compat.continue"),
    });
    expect(encoded({ messages }, HAIKU).body.messages[1]!.content).toEqual([text("Well,")]);
    const continued = encoded({ messages }, "claude-opus-5", { compat: { continue: true } });
    expect(continued.body.messages.at(-1)!.role).toBe("user");
    expect(continued.warnings).toHaveLength(1);
    expect(messages[1]!.content).toBe("Well,  ");
  });

  it("resends a paused turn as it is", () => {
    const blocks = [text("Let me look."), { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }];
    const message = { role: "assistant", content: "Let me look." };
    const messages = [USER, { ...message, provider_state: makeState("anthropic", OPUS, blocks, message) }];
    expect(encoded({ messages }).body.messages[1]!.content).toEqual(blocks);
  });

  it("of five cache breakpoints the last four are kept", () => {
    const part = { ...text("x"), prompt_cache_breakpoint: { mode: "explicit" } };
    const { body, warnings } = encoded({
      messages: [
        { role: "system", content: [part] },
        { role: "user", content: [part, part, part, part] },
      ],
    });
    expect(body.system).toEqual([text("x")]);
    expect(body.messages[0]!.content).toEqual(Array(4).fill({ ...text("x"), cache_control: { type: "ephemeral" } }));
    expect(warnings).toMatchObject([{ param: "prompt_cache_breakpoint" }]);
  });

  it("refuses a conversation without a user message, and names an unknown role", () => {
    expect(refusal({ messages: [{ role: "system", content: "a" }] }).kind).toBe("unsupported");
    expect(refusal({ messages: [{ role: "assistant", content: "a" }, USER] }).kind).toBe("unsupported");
    expect(refusal({ messages: [USER, { role: "robot", content: "a" }] }).kind).toBe("invalid_request");
  });

  it("warns of names and of OpenAI's own audio", () => {
    const { warned } = encoded({
      messages: [{ ...USER, name: "Ann" }, { role: "assistant", content: "x", audio: { id: "a" } }, USER],
    });
    expect(warned).toEqual(["name", "audio"]);
  });
});
