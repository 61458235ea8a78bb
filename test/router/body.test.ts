import "../../src/data/prices.ts";
import { describe, expect, it } from "vitest";
import { bench, messages, ok, run } from "../support/router.ts";

const call = (fn: unknown, id: unknown = "1") => ({
  role: "assistant",
  tool_calls: [{ id, type: "function", function: fn }],
});
const said = (...list: unknown[]) => ({ model: "chat", messages: list });

const tool = { type: "function", function: { name: "f" } };
const wrong = (field: string, fields: object, expected: string): [body: unknown, message: string] => [
  { model: "chat", messages, ...fields },
  `${field}: ${expected}`,
];

const WRONG: [body: unknown, message: string][] = [
  [undefined, "body: expected an object with `model` and `messages`"],
  [null, "body: expected an object with `model` and `messages`"],
  ["hi", "body: expected an object with `model` and `messages`"],
  [[], "body: expected an object with `model` and `messages`"],
  [{}, 'model: missing: an alias or "provider/model"'],
  [{ messages }, 'model: missing: an alias or "provider/model"'],
  [{ model: "", messages }, 'model: expected an alias or "provider/model"'],
  [{ model: 5, messages }, 'model: expected an alias or "provider/model"'],
  [{ models: [], messages }, "models: expected a list of at least one model name"],
  [{ models: "chat", messages }, "models: expected a list of at least one model name"],
  [{ models: ["chat", 1], messages }, "models: expected a list of at least one model name"],
  [{ model: "chat" }, "messages: expected a list of at least one message"],
  [{ model: "chat", mesages: messages }, "messages: missing; did you mean it by `mesages`?"],
  [{ model: "chat", messages: [] }, "messages: expected a list of at least one message"],
  [{ model: "chat", messages: "hi" }, "messages: expected a list of at least one message"],
  [said("hi"), "messages[0]: expected an object with `role` and `content`"],
  [said({ content: "hi" }), "messages[0].role: expected one of system, developer, user, assistant, tool, function"],
  [
    said(...messages, { role: "bot", content: "hi" }),
    "messages[1].role: expected one of system, developer, user, assistant, tool, function",
  ],
  [said({ role: "user" }), "messages[0].content: expected a string or a list of content parts"],
  [said({ role: "user", content: null }), "messages[0].content: expected a string or a list of content parts"],
  [said({ role: "user", content: ["hi"] }), "messages[0].content: expected a string or a list of content parts"],
  [
    said({ role: "user", content: { text: "hi" } }),
    "messages[0].content: expected a string or a list of content parts",
  ],
  [said({ role: "assistant", content: 5 }), "messages[0].content: expected a string or a list of content parts"],
  [said({ role: "tool", content: "4" }), "messages[0].tool_call_id: missing: the id of the call this answers"],
  [said({ role: "assistant", tool_calls: {} }), "messages[0].tool_calls: expected a list of tool calls"],
  [said(call({ name: "f" }, 1)), "messages[0].tool_calls[0].id: expected the call's id, a string"],
  [said(call(undefined)), "messages[0].tool_calls[0].function.name: expected the function's name"],
  [
    said(call({ name: "f", arguments: {} })),
    "messages[0].tool_calls[0].function.arguments: expected the arguments as JSON text, a string",
  ],
  [
    said(call({ name: "f", arguments: '{"a":' })),
    "messages[0].tool_calls[0].function.arguments: not JSON, which most providers refuse; mend it, or set compat.lenient on a target to send {} instead",
  ],
  [{ model: "chat", messages, stream: "yes" }, "stream: expected true or false"],
  [{ model: "chat", messages, stream: true, stream_options: true }, "stream_options: expected an object"],
  [{ model: "chat", messages, temperature: "0" }, "temperature: expected a number"],
  [{ model: "chat", messages, top_p: Number.NaN }, "top_p: expected a number"],
  [{ model: "chat", messages, top_k: Infinity }, "top_k: expected a number"],
  [{ model: "chat", messages, max_tokens: -1 }, "max_tokens: expected a whole number, 0 or more"],
  [
    { model: "chat", messages, max_completion_tokens: 1.5 },
    "max_completion_tokens: expected a whole number, 0 or more",
  ],
  [{ model: "chat", messages, n: 0 }, "n: expected a whole number, 1 or more"],
  [{ model: "chat", messages, stop: [1] }, "stop: expected a string or a list of strings"],
  [{ model: "chat", messages, tools: { f: 1 } }, "tools: expected a list of tools"],
  [{ model: "chat", messages, tool_choice: 1 }, 'tool_choice: expected "none", "auto", "required" or a named tool'],
  [{ model: "chat", messages, parallel_tool_calls: 1 }, "parallel_tool_calls: expected true or false"],
  [{ model: "chat", messages, response_format: "json" }, "response_format: expected an object with a `type`"],
  [{ model: "chat", messages, reasoning_effort: 3 }, "reasoning_effort: expected a string"],
  [{ model: "chat", messages, metadata: [] }, "metadata: expected an object"],
  wrong("functions", { functions: "f" }, "expected a list of functions"),
  wrong("functions[1].name", { functions: [{ name: "f" }, {}] }, "expected the function's name, a string"),
  wrong("functions[0].parameters", { functions: [{ name: "f", parameters: 1 }] }, "expected a JSON schema, an object"),
  wrong("function_call", { function_call: "f" }, 'expected "none", "auto" or a named function'),
  wrong("function_call.name", { function_call: {} }, "expected the function's name, a string"),
  wrong("logit_bias", { logit_bias: { 1: "x" } }, "expected token ids with numbers"),
  wrong("logprobs", { logprobs: "yes" }, "expected true or false"),
  wrong("top_logprobs", { top_logprobs: -1 }, "expected a whole number, 0 or more"),
  wrong("stream_options.include_obfuscation", { stream_options: { include_obfuscation: 1 } }, "expected true or false"),
  ...["verbosity", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_retention"].map((field) =>
    wrong(field, { [field]: 1 }, "expected a string"),
  ),
  ...["audio", "prediction", "moderation", "web_search_options", "prompt_cache_options"].map((field) =>
    wrong(field, { [field]: "x" }, "expected an object"),
  ),
  wrong("modalities", { modalities: "text" }, "expected a list of strings"),
  wrong("store", { store: "no" }, "expected true or false"),
  [{ model: "chat", messages, provider_options: "x" }, "provider_options: expected an object"],
  wrong(
    "provider_options.anthropic",
    { provider_options: { anthropic: 5 } },
    "expected that provider's own fields, an object",
  ),
  ...Object.entries({
    "tools[0].type": [{ tools: [{ function: { name: "f" } }] }, 'expected "function" or "custom"'],
    "tools[1].function.name": [
      { tools: [tool, { type: "function", name: "flat", parameters: {} }] },
      "expected the tool's name, a string",
    ],
    "tools[0].function.parameters": [
      { tools: [{ type: "function", function: { name: "f", parameters: "{}" } }] },
      "expected a JSON schema, an object",
    ],
    "tools[0].custom.name": [{ tools: [{ type: "custom", custom: {} }] }, "expected the tool's name, a string"],
    tool_choice: [{ tool_choice: "any" }, 'expected "none", "auto", "required" or a named tool'],
    "tool_choice.type": [{ tool_choice: { name: "f" } }, 'expected "function", "custom" or "allowed_tools"'],
    "tool_choice.function.name": [
      { tool_choice: { type: "function", name: "f" } },
      "expected the tool's name, a string",
    ],
    "tool_choice.custom.name": [{ tool_choice: { type: "custom", custom: "f" } }, "expected the tool's name, a string"],
    "tool_choice.allowed_tools.mode": [
      { tool_choice: { type: "allowed_tools", allowed_tools: { tools: [] } } },
      'expected "auto" or "required"',
    ],
    "tool_choice.allowed_tools.tools": [
      { tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: ["f"] } } },
      "expected a list of tools",
    ],
    "response_format.json_schema.name": [
      { response_format: { type: "json_schema", schema: {} } },
      "expected the schema's name, a string",
    ],
    "response_format.json_schema.schema": [
      { response_format: { type: "json_schema", json_schema: { name: "a", schema: "{}" } } },
      "expected a JSON schema, an object",
    ],
    "stream_options.include_usage": [
      { stream: true, stream_options: { include_usage: "yes" } },
      "expected true or false",
    ],
  }).map(([field, [fields, expected]]) => wrong(field, fields as object, expected as string)),
  ...Object.entries({
    type: [{ text: "hi" }, 'expected the part\'s type, such as "text"'],
    text: [{ type: "text", text: { value: "hi" } }, "expected a string"],
    refusal: [{ type: "refusal" }, "expected a string"],
    "image_url.url": [
      { type: "image_url", image_url: "https://x/y.png" },
      "expected the image's address or data URL, a string",
    ],
    "input_audio.data": [
      { type: "input_audio", input_audio: { format: "mp3" } },
      "expected the audio as base64, a string",
    ],
    "input_audio.format": [
      { type: "input_audio", input_audio: { data: "AA==" } },
      "expected the audio's format, a string",
    ],
    file: [{ type: "file", file: "id" }, "expected an object with `file_data` or `file_id`"],
  }).map(([field, [part, expected]]) =>
    wrong(
      `messages[1].content[1].${field}`,
      said(...messages, { role: "user", content: [{ type: "text", text: "a" }, part] }),
      expected as string,
    ),
  ),
];

describe("a body that no target could answer", () => {
  it.each(WRONG)("%j", async (wrong, message) => {
    const { clock, create, providers, events } = bench({ a: ok, b: ok });
    const { error } = await run(clock, create(wrong as never));
    expect(error).toMatchObject({
      kind: "invalid_request",
      status: 400,
      type: "invalid_request_error",
      message,
      attempts: [],
    });
    expect(error?.param).toBe(message.slice(0, message.indexOf(":")));
    expect([...providers.a.calls, ...providers.b.calls, ...events]).toEqual([]);
  });
});

describe("a body that some target might answer", () => {
  it.each<[string, object]>([
    [
      "null for what is absent",
      { temperature: null, stop: null, tools: null, stream: null, models: null, reasoning_effort: null },
    ],
    ["fields of next year", { brand_new: { a: 1 }, another: [1] }],
    [
      "every role, silent and speaking",
      {
        messages: [
          { role: "developer", content: "x" },
          ...messages,
          call({ name: "f", arguments: "{}" }),
          { role: "tool", tool_call_id: "1", content: [{ type: "text", text: "4" }] },
          { role: "assistant", content: null },
        ],
      },
    ],
    ["arguments left empty", { messages: [...messages, call({ name: "f", arguments: "" }), call({ name: "f" })] }],
    [
      "a custom tool's call",
      {
        messages: [
          ...messages,
          { role: "assistant", tool_calls: [{ id: "1", type: "custom", custom: { name: "f", input: "not JSON" } }] },
        ],
      },
    ],
    [
      "content parts of every kind, and those of a vendor",
      {
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "" },
              { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
              { type: "input_audio", input_audio: { data: "AA==", format: "wav" } },
              { type: "file", file: {} },
              { type: "video_url", video_url: "x" },
            ],
          },
          { role: "assistant", content: [{ type: "refusal", refusal: "no" }] },
        ],
      },
    ],
    [
      "tools of every kind, and those of a vendor",
      {
        tools: [tool, { type: "custom", custom: { name: "g" } }, { type: "web_search" }],
        tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [tool] } },
        stream_options: { include_usage: null },
        response_format: { type: "json_schema", json_schema: { name: "a" } },
      },
    ],
    ["a grammar as the answer's format", { response_format: { type: "grammar", grammar: 1 }, tool_choice: "required" }],
    ["limits of zero", { max_tokens: 0, temperature: 0, seed: 0, frequency_penalty: -2 }],
  ])("goes through: %s", async (_, fields) => {
    const { clock, create, providers } = bench({ a: ok });
    const { value, error } = await run(clock, create({ model: "chat", messages, ...fields } as never));
    expect(error).toBeUndefined();
    expect(value?.choices[0]?.message.content).toBe("hello");
    expect(providers.a.calls[0]?.request).toEqual({ model: "chat", messages, ...fields });
  });

  it("with broken tool arguments goes through where a target is lenient", async () => {
    const { clock, create } = bench({ a: ok }, { models: { chat: { target: "a/m", compat: { lenient: true } } } });
    const broken = { model: "chat", messages: [...messages, call({ name: "f", arguments: "{" })] };
    expect((await run(clock, create(broken as never))).value).toBeDefined();
  });
});

it.each(["tenant", "tags", "deadlineMs", "signal", "timeout", "maxRetries", "idempotencyKey", "hedge", "onInterrupt"])(
  "an option of the call in the body is an error, not lost: %s",
  async (name) => {
    const { clock, create, providers } = bench({ a: ok });
    const { error } = await run(clock, create({ model: "chat", messages, [name]: "x" } as never));
    expect(error?.message).toBe(`${name}: an option of the call: it goes into create's second argument`);
    expect(providers.a.calls.length).toBe(0);
  },
);
