import { describe, expect, it } from "vitest";
import { decodeRequest } from "../../../src/web/responses/request.ts";
import { sealState } from "../../../src/web/responses/state.ts";

const decode = (fields: object, mayNative = true) =>
  decodeRequest({ model: "chat", input: "hi", ...fields }, { find: () => undefined, mayNative });

const messagesOf = (input: unknown) => decode({ input }).chat.messages;

describe("fields", () => {
  it.each([
    [{ max_output_tokens: 5 }, { max_completion_tokens: 5 }],
    [{ reasoning: { effort: "low", summary: "auto" } }, { reasoning_effort: "low" }],
    [{ text: { format: { type: "text" }, verbosity: "low" } }, { verbosity: "low" }],
    [{ text: { format: { type: "json_object" } } }, { response_format: { type: "json_object" } }],
    [
      { text: { format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true } } },
      {
        response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" }, strict: true } },
      },
    ],
    [
      { tools: [{ type: "function", name: "f", description: null, parameters: { type: "object" }, strict: false }] },
      { tools: [{ type: "function", function: { name: "f", parameters: { type: "object" }, strict: false } }] },
    ],
    [
      { tools: [{ type: "custom", name: "c", format: { type: "grammar", syntax: "lark", definition: "d" } }] },
      {
        tools: [
          {
            type: "custom",
            custom: { name: "c", format: { type: "grammar", grammar: { syntax: "lark", definition: "d" } } },
          },
        ],
      },
    ],
    [{ tool_choice: "required" }, { tool_choice: "required" }],
    [{ tool_choice: { type: "function", name: "f" } }, { tool_choice: { type: "function", function: { name: "f" } } }],
    [{ stream: true }, { stream: true, stream_options: { include_usage: true } }],
    [{ top_logprobs: 2 }, { top_logprobs: 2, logprobs: true }],
    [
      { temperature: 0.5, top_p: 1, user: "u", service_tier: "flex" },
      { temperature: 0.5, top_p: 1, user: "u", service_tier: "flex" },
    ],
  ])("%j", (given, expected) => {
    const { chat, warnings } = decode(given);
    expect(chat).toEqual({ model: "chat", messages: [{ role: "user", content: "hi" }], ...expected });
    expect(warnings).toEqual([]);
  });

  it.each([
    [{ store: false }],
    [{ background: false }],
    [{ truncation: "disabled" }],
    [{ metadata: { a: "b" } }],
    [{ include: [] }],
    [{ previous_response_id: null }],
    // Without tools it means nothing, and some targets refuse it.
    [{ parallel_tool_calls: true }],
  ])("%j changes nothing", (given) => {
    expect(decode(given)).toMatchObject({ warnings: [], chat: { model: "chat" } });
    expect(Object.keys(decode(given).chat)).toEqual(["model", "messages"]);
  });

  it.each(["store", "truncation", "moderation", "max_tool_calls", "unheard_of"])(
    "%s is left out with a warning",
    (field) => {
      const { chat, warnings } = decode({ [field]: field === "truncation" ? "auto" : true });
      expect(warnings).toMatchObject([{ code: "dropped_param", param: field }]);
      expect(chat).not.toHaveProperty(field);
    },
  );
});

describe("what is refused, by the field's name", () => {
  const user = (part: object) => ({ input: [{ role: "user", content: [part] }] });
  it.each([
    ["previous_response_id", { previous_response_id: "resp_1" }],
    ["conversation", { conversation: "conv_1" }],
    ["background", { background: true }],
    ["prompt", { prompt: { id: "pmpt_1" } }],
    ["input", { input: 5 }],
    ["input[0].type", { input: [{ type: "computer_call" }] }],
    ["input[0].id", { input: [{ type: "item_reference", id: "msg_1" }] }],
    ["input[0].call_id", { input: [{ type: "function_call_output", output: "x" }] }],
    ["input[0].content", { input: [{ role: "user", content: 5 }] }],
    ["input[0].content[0].type", user({ type: "input_video" })],
    ["input[0].content[0].file_id", user({ type: "input_image", file_id: "file_1" })],
    ["input[0].content[0].image_url", user({ type: "input_image" })],
    ["input[0].content[0].file_id", user({ type: "input_file", file_id: "file_1" })],
    ["input[0].content[0].file_data", user({ type: "input_file", file_url: "https://example.com/a.pdf" })],
    ["tools", { tools: {} }],
    ["tools[0].type", { tools: [{ type: "web_search" }] }],
    ["tool_choice.type", { tool_choice: { type: "file_search" } }],
    ["text.format.type", { text: { format: { type: "xml" } } }],
  ])("%s", (param, given) => {
    const refusal = expect.objectContaining({ kind: "invalid_request", status: 400, param });
    expect(() => decode(given)).toThrow(refusal as never);
  });
});

describe("input", () => {
  it("puts the instructions first", () => {
    expect(decode({ instructions: "Be brief." }).chat.messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "hi" },
    ]);
  });

  it("reads messages with and without a type, and every kind of part", () => {
    const content = [
      { type: "input_text", text: "what is it?" },
      { type: "input_image", image_url: "data:image/png;base64,AA==", detail: "low" },
      { type: "input_file", file_data: "data:application/pdf;base64,AA==", filename: "a.pdf" },
    ];
    expect(
      messagesOf([
        { role: "developer", content: "d" },
        { type: "message", role: "user", content },
      ]),
    ).toEqual([
      { role: "developer", content: "d" },
      {
        role: "user",
        content: [
          { type: "text", text: "what is it?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA==", detail: "low" } },
          { type: "file", file: { file_data: "data:application/pdf;base64,AA==", filename: "a.pdf" } },
        ],
      },
    ]);
  });

  it("makes one assistant message of what was said in one go", () => {
    const state = { v: 1, provider: "anthropic" };
    const call = (id: string) => ({ type: "function_call", call_id: id, name: "f", arguments: "{}" });
    const output = (id: string) => ({ type: "function_call_output", call_id: id, output: `of ${id}` });
    const chatCall = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } });
    expect(
      messagesOf([
        { role: "user", content: "go" },
        {
          type: "reasoning",
          summary: [{ type: "summary_text", text: "a thought" }],
          encrypted_content: sealState(state),
        },
        { type: "message", role: "assistant", content: [{ type: "output_text", text: "Let me look." }] },
        ...[call("a"), call("b"), output("a"), output("b"), call("c"), output("c")],
        { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "no" }] },
      ]),
    ).toEqual([
      { role: "user", content: "go" },
      {
        role: "assistant",
        content: "Let me look.",
        reasoning_content: "a thought",
        provider_state: state,
        tool_calls: [chatCall("a"), chatCall("b")],
      },
      { role: "tool", tool_call_id: "a", content: "of a" },
      { role: "tool", tool_call_id: "b", content: "of b" },
      { role: "assistant", content: null, tool_calls: [chatCall("c")] },
      { role: "tool", tool_call_id: "c", content: "of c" },
      { role: "assistant", content: [{ type: "refusal", refusal: "no" }] },
    ]);
  });

  it("goes on without reasoning that it cannot read, and says so", () => {
    const foreign = { type: "reasoning", summary: [], encrypted_content: "gAAAA" };
    const gone = { type: "item_reference", id: "rs_gone" };
    const { chat, warnings } = decode({ input: [foreign, { role: "user", content: "hi" }, gone] });
    expect(warnings.map(({ param }) => param)).toEqual(["input[0].encrypted_content", "input[2]"]);
    expect(chat.messages).toEqual([{ role: "user", content: "hi" }]);
  });

  it("takes a provider's state only from those who may send native parts", () => {
    const input = [{ type: "reasoning", summary: [], encrypted_content: sealState({ v: 1 }) }];
    expect(() => decode({ input }, false)).toThrow(
      expect.objectContaining({ kind: "permission", status: 403 }) as never,
    );
    expect(decode({ include: ["reasoning.encrypted_content"] }, false).carriesState).toBe(false);
  });
});
