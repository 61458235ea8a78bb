import { describe, expect, it } from "vitest";
import { decode } from "../../../src/providers/anthropic/decode.ts";
import { decodeContext, encoded, OPUS, USER } from "./support.ts";

const answer = (fields: object) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: `${OPUS}-20261001`,
  content: [{ type: "text", text: "Hi" }],
  stop_reason: "end_turn",
  usage: { input_tokens: 1, output_tokens: 2, service_tier: "standard" },
  ...fields,
});

describe("anthropic decode", () => {
  it("gives a completion in OpenAI's shape", () => {
    const { provider_state, ...message } = decode(answer({}), decodeContext()).choices[0]!.message;
    expect(message).toEqual({ role: "assistant", content: "Hi", refusal: null });
    expect(provider_state).toMatchObject({ provider: "anthropic", model: OPUS });
    expect(decode(answer({}), decodeContext())).toMatchObject({
      id: "msg_1",
      object: "chat.completion",
      created: 1_700_000_000,
      model: `${OPUS}-20261001`,
      service_tier: "default",
      choices: [{ index: 0, finish_reason: "stop", logprobs: null }],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    });
  });

  it("makes an id where a server names none, as in a stream", () => {
    const { id: _, ...nameless } = answer({});
    expect(decode(nameless, decodeContext()).id).toMatch(/^msg_\w{24}$/);
  });

  it("cache numbers are part of the prompt, thinking of the completion", () => {
    const usage = {
      input_tokens: 10,
      cache_creation_input_tokens: 5,
      cache_read_input_tokens: 85,
      output_tokens: 20,
      output_tokens_details: { thinking_tokens: 12 },
    };
    expect(decode(answer({ usage }), decodeContext()).usage).toEqual({
      prompt_tokens: 100,
      completion_tokens: 20,
      total_tokens: 120,
      prompt_tokens_details: { cached_tokens: 85, cache_write_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 12 },
    });
    expect(decode(answer({ usage: null }), decodeContext())).not.toHaveProperty("usage");
  });

  it("joins text and thinking, and shows client tools only", () => {
    const content = [
      { type: "thinking", thinking: "hm", signature: "s" },
      { type: "text", text: "A" },
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} },
      { type: "text", text: "B" },
      { type: "tool_use", id: "toolu_1", name: "f", input: { a: 1 } },
    ];
    const { message, finish_reason } = decode(answer({ content, stop_reason: "tool_use" }), decodeContext())
      .choices[0]!;
    expect(message).toMatchObject({ content: "AB", reasoning_content: "hm" });
    expect(message.tool_calls).toEqual([
      { id: "toolu_1", type: "function", function: { name: "f", arguments: '{"a":1}' } },
    ]);
    expect(finish_reason).toBe("tool_calls");
    const messages = [USER, message, { role: "tool", tool_call_id: "toolu_1", content: "1" }];
    expect(encoded({ messages }).body.messages[1]!.content).toEqual(content);
  });

  it("gives web citations as annotations of their text", () => {
    const citation = { type: "web_search_result_location", url: "https://a.example", title: "A" };
    const content = [
      { type: "text", text: "né " },
      { type: "text", text: "fact", citations: [citation, { type: "char_location" }] },
    ];
    expect(decode(answer({ content }), decodeContext()).choices[0]!.message.annotations).toEqual([
      { type: "url_citation", url_citation: { start_index: 3, end_index: 7, title: "A", url: "https://a.example" } },
    ]);
  });

  it("a custom tool's call comes back as raw text", () => {
    const content = [{ type: "tool_use", id: "toolu_1", name: "sql", input: { input: "SELECT 1" } }];
    expect(decode(answer({ content }), decodeContext(["sql"])).choices[0]!.message).toMatchObject({
      content: null,
      tool_calls: [{ id: "toolu_1", type: "custom", custom: { name: "sql", input: "SELECT 1" } }],
    });
  });

  it("a paused turn ends with stop, its blocks kept", () => {
    const content = [{ type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} }];
    const choice = decode(answer({ content, stop_reason: "pause_turn" }), decodeContext()).choices[0]!;
    expect(choice).toMatchObject({ finish_reason: "stop", message: { content: null } });
    expect(choice.message.provider_state!.blocks).toEqual(content);
    expect(choice.message).not.toHaveProperty("tool_calls");
  });

  it("text where a call was required is bad_generation under compat.enforce, and else an answer", () => {
    const native = { body: {}, headers: {}, customTools: [], mustCall: true } as never;
    const text = answer({ content: [{ type: "text", text: "No." }] });
    expect(() => decode(text, { ...decodeContext(), native })).toThrow(
      expect.objectContaining({ kind: "bad_generation", message: expect.stringContaining("compat.enforce") }),
    );
    expect(decode(text, decodeContext()).choices[0]?.message.content).toBe("No.");
  });

  it("a refusal is an answer", () => {
    const refused = { content: [], stop_reason: "refusal", stop_details: { type: "refusal", explanation: "No." } };
    expect(decode(answer(refused), decodeContext()).choices[0]).toMatchObject({
      finish_reason: "content_filter",
      message: { content: null, refusal: "No." },
    });
    const unexplained = decode(answer({ content: [], stop_reason: "refusal" }), decodeContext());
    expect(unexplained.choices[0]!.message.refusal).toBeTruthy();
  });

  it.each([
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["stop_sequence", "stop"],
    ["something_new", "stop"],
  ])("stop_reason %s is %s", (stop_reason, finish) => {
    expect(decode(answer({ stop_reason }), decodeContext()).choices[0]!.finish_reason).toBe(finish);
  });

  it.each([
    ["<html><h1>busy</h1></html>", 'an HTML page ("busy")'],
    ["upstream gave up", "upstream gave up"],
    [[], "an array"],
    [{ error: { message: "no" } }, "type undefined"],
    [undefined, "an empty body"],
    [answer({ stop_reason: null }), "stop_reason null"],
    [answer({ content: "Hi" }), "type"],
  ])("%j is no answer", (body, named) => {
    expect(() => decode(body, decodeContext())).toThrow(
      expect.objectContaining({ kind: "server_error", message: expect.stringContaining(named) }),
    );
  });
});
