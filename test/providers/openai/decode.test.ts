import { describe, expect, it } from "vitest";
import { decode } from "../../../src/providers/openai/decode.ts";
import { decoding, NOW } from "./support.ts";

const answer = (message: object, finish_reason: unknown = "stop", more: object = {}) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "m-1",
  choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }],
  ...more,
});
const decoded = (message: object, finish?: unknown, more?: object) => decode(answer(message, finish, more), decoding);
const usageOf = (usage: object, more: object = {}) => decoded({ content: "x" }, "stop", { usage, ...more }).usage;

describe("decode an OpenAI-compatible answer", () => {
  it("keeps an ordinary answer as it is, extras included", () => {
    const wire = answer({ content: "Hi", refusal: null, annotations: [] }, "stop", {
      service_tier: "default",
      citations: ["u"],
    });
    const whole = { ...wire, choices: [{ ...wire.choices[0], logprobs: null }] };
    const before = structuredClone(whole);
    expect(decode(whole, decoding)).toEqual(before);
    expect(whole).toEqual(before);
  });

  it("takes an empty object for no calls", () => {
    expect(decoded({ content: "Hi", tool_calls: {} }).choices[0]).toMatchObject({ finish_reason: "stop" });
    expect(decoded({ content: "Hi", tool_calls: {} }).choices[0]?.message.tool_calls).toBeUndefined();
  });

  it.each([42, { foo: 1 }, [{ type: "text", text: { value: "x" } }], [42]])("takes %j for no text", (content) => {
    expect(() => decoded({ content })).toThrow(expect.objectContaining({ kind: "server_error" }));
  });

  it("fills in what servers leave out", () => {
    const bare = { choices: [{ message: { content: "Hi", tool_calls: [] }, finish_reason: "stop" }] };
    expect(decode(bare, decoding)).toEqual({
      id: expect.stringMatching(/^chatcmpl-\w{24}$/),
      object: "chat.completion",
      created: Math.floor(NOW / 1000),
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hi", refusal: null },
          finish_reason: "stop",
          logprobs: null,
        },
      ],
    });
  });

  it.each([
    ["eos", "stop"],
    ["end_turn", "stop"],
    ["STOP", "stop"],
    ["model_length", "length"],
    ["function_call", "function_call"],
    ["tool_calls", "stop"],
    ["something_new", "stop"],
  ])("reads the finish %j without calls as %j", (raw, reason) => {
    expect(decoded({ content: "x" }, raw).choices[0]?.finish_reason).toBe(reason);
  });

  it.each(["stop", "tool_call", "function_call", "eos"])("reads the finish %j beside calls as tool_calls", (raw) => {
    const tool_calls = [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }];
    expect(decoded({ content: null, tool_calls }, raw).choices[0]?.finish_reason).toBe("tool_calls");
  });

  it.each([
    ["error", "server_error"],
    ["insufficient_system_resource", "overloaded"],
    ["MALFORMED_FUNCTION_CALL", "bad_generation"],
  ])("takes the finish %j for a failure", (raw, kind) => {
    expect(() => decoded({ content: "x" }, raw)).toThrow(expect.objectContaining({ kind }));
  });

  it.each([undefined, null, ""])("takes an answer with finish_reason %j for cut off", (finish_reason) => {
    const wire = { choices: [{ message: { content: "x" }, finish_reason }] };
    expect(() => decode(wire, decoding)).toThrow(expect.objectContaining({ kind: "stream_truncated" }));
  });

  it("makes ids, types and argument strings of tool calls, the same each time", () => {
    const tool_calls = [
      { function: { name: "f", arguments: { city: "Paris" } } },
      { id: "", function: { name: "g" } },
      { id: "kept", type: "custom", custom: { name: "sql", input: "select 1" } },
    ];
    const read = () => decoded({ tool_calls }, "stop").choices[0]?.message.tool_calls;
    expect(read()).toEqual([
      {
        id: expect.stringMatching(/^call_[0-9A-Za-z]{24}$/),
        type: "function",
        function: { name: "f", arguments: '{"city":"Paris"}' },
      },
      {
        id: expect.stringMatching(/^call_[0-9A-Za-z]{24}$/),
        type: "function",
        function: { name: "g", arguments: "{}" },
      },
      { id: "kept", type: "custom", custom: { name: "sql", input: "select 1" } },
    ]);
    expect(read()).toEqual(read());
    expect(new Set(read()?.map(({ id }) => id)).size).toBe(3);
  });

  it.each([
    ["reasoning_content", { content: "a", reasoning_content: "r" }],
    ["reasoning", { content: "a", reasoning: "r" }],
    ["both", { content: "a", reasoning: "r", reasoning_content: "r" }],
    [
      "Mistral's parts",
      {
        content: [
          { type: "thinking", thinking: [{ type: "text", text: "r" }] },
          { type: "text", text: "a" },
        ],
      },
    ],
  ])("reads reasoning spelled %s", (_, message) => {
    const read = decoded(message).choices[0]?.message;
    expect(read).toEqual({ role: "assistant", content: "a", refusal: null, reasoning_content: "r" });
  });

  it("does not take a call without a name for an answer", () => {
    const nameless = [{ id: "c", function: { arguments: "{}" } }];
    expect(() => decoded({ tool_calls: nameless })).toThrow(expect.objectContaining({ kind: "bad_generation" }));
    expect(decoded({ content: "x", tool_calls: [null] }).choices[0]?.message).not.toHaveProperty("tool_calls");
  });

  it("has no reasoning where the server has none", () => {
    expect(decoded({ content: "a", reasoning_content: null }).choices[0]?.message).not.toHaveProperty(
      "reasoning_content",
    );
  });
});

describe("usage of an OpenAI-compatible answer", () => {
  const plain = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };

  it("is left alone where nothing is odd", () => {
    const usage = {
      ...plain,
      completion_tokens_details: { reasoning_tokens: 5 },
      prompt_tokens_details: { cached_tokens: 3 },
    };
    expect(usageOf(usage)).toBe(usage);
  });

  it("xAI's completion of 20 and reasoning of 80 are 100", () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 110,
      completion_tokens_details: { reasoning_tokens: 80 },
    };
    expect(usageOf(usage)).toMatchObject({ prompt_tokens: 10, completion_tokens: 100, total_tokens: 110 });
  });

  it("adds DeepInfra's reasoning, which is more than the whole", () => {
    const usage = { ...plain, completion_tokens_details: { reasoning_tokens: 80 } };
    expect(usageOf(usage)).toMatchObject({ completion_tokens: 100, total_tokens: 110 });
  });

  it.each([
    ["DeepSeek", { prompt_cache_hit_tokens: 4, prompt_tokens_details: { cached_tokens: 0 } }, 4],
    ["Moonshot", { cached_tokens: 4 }, 4],
    ["xAI, more than the prompt", { prompt_tokens_details: { cached_tokens: 99 } }, 10],
  ])("finds the cached tokens of %s", (_, more, cached_tokens) => {
    expect(usageOf({ ...plain, ...more })?.prompt_tokens_details).toMatchObject({ cached_tokens });
  });

  it("reads Alibaba's cache writes, Groq's place for usage, and counts that lack", () => {
    const details = { prompt_tokens_details: { cached_tokens: 0, cache_creation_input_tokens: 7 } };
    expect(usageOf({ ...plain, ...details })?.prompt_tokens_details).toMatchObject({ cache_write_tokens: 7 });
    expect(decoded({ content: "x" }, "stop", { x_groq: { usage: plain } }).usage).toEqual(plain);
    expect(usageOf({ prompt_tokens: 10 })).toEqual({ prompt_tokens: 10, completion_tokens: 0, total_tokens: 10 });
    expect(usageOf({ ...plain, prompt_tokens: "10", total_tokens: 20 })).toEqual({
      ...plain,
      prompt_tokens: 0,
      total_tokens: 20,
    });
    expect(decoded({ content: "x" }, "stop", { usage: null })).not.toHaveProperty("usage");
  });
});

describe("what is no answer", () => {
  const page =
    "<!DOCTYPE html><html><head><style>b{}</style><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>";

  it.each([
    ["nothing", undefined, "an empty body"],
    ["null", null, "null"],
    ["text", "upstream says no", '"upstream says no"'],
    ["a page", page, "502 Bad Gateway nginx"],
    ["an array", [1], "an array"],
    ["another object", { ok: true }, "an object with ok"],
    ["no choices", { choices: [] }, "an object with choices"],
    ["a choice without message", { choices: [{ finish_reason: "stop" }] }, "an object with finish_reason"],
    ["a null choice", { choices: [null] }, "null"],
  ])("is named: %s", (_, body, words) => {
    let thrown: unknown;
    try {
      decode(body, decoding);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ kind: "server_error", message: expect.stringContaining(words) });
    expect((thrown as Error).message).toMatch(/^p\/m answered with /);
    expect((thrown as Error).message).not.toMatch(/<|b\{\}/);
    expect((thrown as Error).message.length).toBeLessThan(300);
  });

  it("finds an error under status 200, in any of its forms", () => {
    const full = { message: "no credit", code: 402, type: "billing", param: null };
    expect(() => decode({ error: full }, decoding)).toThrow(
      expect.objectContaining({ ...full, error: full, status: undefined }),
    );
    expect(() => decode({ error: "no credit" }, decoding)).toThrow("no credit");
    expect(() => decode({ object: "error", message: "flat", code: 3280 }, decoding)).toThrow(
      expect.objectContaining({ message: "flat", code: 3280 }),
    );
    const choice = { error: { message: "upstream", code: 502 }, message: { content: "" }, finish_reason: "error" };
    expect(() => decode({ choices: [choice] }, decoding)).toThrow(expect.objectContaining({ code: 502 }));
  });
});
