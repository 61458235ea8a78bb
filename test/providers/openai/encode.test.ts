import { describe, expect, it } from "vitest";
import { dialects } from "../../../src/data/dialects.ts";
import { encodeFor } from "./support.ts";

const messages = [{ role: "user", content: "hi" }];
const openai = { name: "openai", dialect: dialects.openai! };
const call = (id: string, args: unknown = "{}", more: object = {}) => ({
  id,
  type: "function",
  function: { name: "f", arguments: args },
  ...more,
});

describe("encode for OpenAI-compatible servers", () => {
  it("passes the request on, unknown fields too, with the target's model and without the router's fields", () => {
    const request = { model: "chat", models: ["a", "b"], messages, temperature: 0.3, top_k: 5, min_p: 0.1, seed: null };
    const { body, warnings } = encodeFor(request);
    expect(body).toEqual({ model: "m-on-the-wire", messages, temperature: 0.3, top_k: 5, min_p: 0.1 });
    expect(body).not.toHaveProperty("seed");
    expect(body.messages).toBe(messages);
    expect(warnings).toEqual([]);
  });

  it("closes strict schemas for OpenAI, and leaves `strict` out where it would be refused; other servers get them as they are", () => {
    const properties = { a: { type: "string" } };
    const whole = { type: "object", properties, required: ["a"] };
    const loose = { type: "object", properties };
    const request = (schema: object) => ({
      messages,
      tools: [{ type: "function", function: { name: "f", strict: true, parameters: schema } }],
      response_format: { type: "json_schema", json_schema: { name: "it", strict: true, schema } },
    });
    const closed = encodeFor(deepFreeze(request(whole)), {}, openai);
    expect(closed.body).toMatchObject(request({ ...whole, additionalProperties: false }));
    expect(closed.warnings).toEqual([]);
    const { body, warnings } = encodeFor(deepFreeze(request(loose)), {}, openai);
    expect(body.tools).toMatchObject([{ function: { strict: false, parameters: loose } }]);
    expect(body.response_format).toMatchObject({ json_schema: { strict: false, schema: loose } });
    expect(warnings.map(({ code, param }) => [code, param])).toEqual([
      ["dropped_param", "tools"],
      ["dropped_param", "response_format"],
    ]);
    expect(encodeFor(request(loose)).body).toMatchObject(request(loose));
  });

  it("never changes what the caller gave", () => {
    const request = {
      messages: [
        { role: "assistant", content: null, refusal: null, reasoning_content: "r", tool_calls: [call("x".repeat(50))] },
        { role: "tool", tool_call_id: "x".repeat(50), content: "1", is_error: true },
      ],
      tools: [],
      tool_choice: "auto",
      max_tokens: 1,
      max_completion_tokens: 2,
      stream_options: { include_obfuscation: false },
      provider_options: { openai: { a: 1 } },
    };
    const before = structuredClone(request);
    encodeFor(deepFreeze(request), { stream: true }, openai);
    expect(request).toEqual(before);
  });

  it("always asks a stream for usage, and leaves stream fields off otherwise", () => {
    const request = { messages, stream: true, stream_options: { include_usage: false, include_obfuscation: false } };
    expect(encodeFor(request, { stream: true }).body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true, include_obfuscation: false },
    });
    expect(encodeFor({ ...request, stream: false }).body).toEqual({ model: "m-on-the-wire", messages });
  });

  it("merges the provider's own options last, by its name, else OpenAI's", () => {
    const request = {
      messages,
      temperature: 1,
      provider_options: { p: { temperature: 0, stream_options: { x: 1 } }, openai: { b: 2 } },
    };
    const { body } = encodeFor(request, { stream: true });
    expect(body).toMatchObject({ temperature: 0, stream_options: { x: 1, include_usage: true } });
    expect(body).not.toHaveProperty("b");
    expect(body).not.toHaveProperty("provider_options");
    expect(encodeFor(request, {}, { ...openai, name: "other" }).body).toMatchObject({ temperature: 1, b: 2 });
  });

  it("leaves top_k out, with a warning, for OpenAI itself only", () => {
    const { body, warnings } = encodeFor({ messages, top_k: 5 }, {}, openai);
    expect(body).not.toHaveProperty("top_k");
    expect(warnings).toMatchObject([{ code: "dropped_param", param: "top_k", target: "p/m" }]);
  });

  it("of two token limits OpenAI gets max_completion_tokens; a single one stays as given", () => {
    const { body, warnings } = encodeFor({ messages, max_tokens: 100, max_completion_tokens: 200 }, {}, openai);
    expect(body).toMatchObject({ max_completion_tokens: 200 });
    expect(body).not.toHaveProperty("max_tokens");
    expect(warnings).toMatchObject([{ param: "max_tokens" }]);
    expect(encodeFor({ messages, max_tokens: 100 }, {}, openai).body).toMatchObject({ max_tokens: 100 });
  });

  it("sends no empty list of tools, nor what is refused without one", () => {
    const { body } = encodeFor({ messages, tools: [], tool_choice: "none", parallel_tool_calls: false });
    expect(Object.keys(body).sort()).toEqual(["messages", "model"]);
  });
});

describe("messages for OpenAI-compatible servers", () => {
  const history = [
    { role: "system", content: "s", cache: 1 },
    { role: "user", content: [{ type: "text", text: "t", prompt_cache_breakpoint: { mode: "explicit" } }], name: "u" },
    {
      role: "assistant",
      content: null,
      refusal: null,
      annotations: [],
      reasoning_content: "think",
      provider_state: { v: 1 },
      tool_calls: [call("c1", "{}", { index: 0, extra_content: { google: {} } })],
    },
    { role: "tool", tool_call_id: "c1", content: "ok", is_error: true, name: "f" },
  ];

  it("keeps OpenAI's fields only: ours and echoed ones go silently, others with a warning", () => {
    const { body, warnings } = encodeFor({ messages: history });
    expect(body.messages).toEqual([
      { role: "system", content: "s" },
      history[1],
      { role: "assistant", content: null, tool_calls: [call("c1")] },
      { role: "tool", tool_call_id: "c1", content: "ok", name: "f" },
    ]);
    expect(warnings).toMatchObject([{ code: "dropped_param", param: "messages[0].cache" }]);
  });

  it("copies only what changes", () => {
    const sent = encodeFor({ messages: history }).body.messages as unknown[];
    expect(sent[1]).toBe(history[1]);
  });

  it("shortens ids beyond 40 characters, alike on call and result, and tells different ones apart", () => {
    const [a, b] = [`${"x".repeat(60)}a`, `${"x".repeat(60)}b`];
    const turn = [
      { role: "assistant", content: null, tool_calls: [call(a), call(b), call("short")] },
      { role: "tool", tool_call_id: b, content: "" },
    ];
    const [assistant, tool] = encodeFor({ messages: turn }).body.messages as [
      { tool_calls: { id: string }[] },
      { tool_call_id: string },
    ];
    const ids = assistant.tool_calls.map(({ id }) => id);
    expect(ids[0]).toMatch(/^call_[0-9A-Za-z]{24}$/);
    expect(new Set(ids).size).toBe(3);
    expect(ids[2]).toBe("short");
    expect(tool.tool_call_id).toBe(ids[1]);
  });

  it("sends the caller's own argument text, whatever JSON it is", () => {
    const texts = ["", '{ "a" : 1 }', "[1]"];
    const turn = [{ role: "assistant", content: null, tool_calls: texts.map((text, at) => call(`c${at}`, text)) }];
    const sent = encodeFor({ messages: turn }).body.messages as { tool_calls: { function: { arguments: string } }[] }[];
    expect(sent[0]?.tool_calls.map((each) => each.function.arguments)).toEqual(texts);
  });

  it("refuses arguments that are not JSON by their place; a lenient target gets {}", () => {
    const turn = [...messages, { role: "assistant", content: null, tool_calls: [call("c", '{"a":')] }];
    const place = "messages[1].tool_calls[0].function.arguments";
    expect(() => encodeFor({ messages: turn })).toThrow(
      expect.objectContaining({ kind: "invalid_request", param: place }),
    );
    const { body, warnings } = encodeFor({ messages: turn }, { settings: { compat: { lenient: true } } });
    expect(body.messages).toMatchObject([{}, { tool_calls: [{ function: { arguments: "{}" } }] }]);
    expect(warnings).toMatchObject([{ code: "changed_param", param: place }]);
  });

  it("leaves a custom tool's input alone, and a history that does not match unless told to repair it", () => {
    const custom = { id: "c", type: "custom", custom: { name: "sql", input: "select 1" } };
    const turn = [{ role: "assistant", content: null, tool_calls: [custom] }];
    expect(encodeFor({ messages: turn }).body.messages).toBe(turn);
    const repaired = encodeFor({ messages: turn }, { settings: { compat: { repair: true } } });
    expect(repaired.body.messages).toEqual([...turn, { role: "tool", tool_call_id: "c", content: "No result" }]);
    expect(repaired.warnings).toMatchObject([{ code: "changed_param" }]);
  });

  it("writes the function era as tools", () => {
    const old = [
      { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
      { role: "function", name: "f", content: "1" },
    ];
    expect(encodeFor({ messages: old, functions: [{ name: "f" }] }).body).toMatchObject({
      tools: [{ type: "function", function: { name: "f" } }],
      messages: [{ tool_calls: [call("fc_1")] }, { role: "tool", tool_call_id: "fc_1" }],
    });
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null)
    for (const each of Object.values(Object.freeze(value))) deepFreeze(each);
  return value;
}
