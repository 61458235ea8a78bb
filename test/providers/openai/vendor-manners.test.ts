import { describe, expect, it } from "vitest";
import { decode } from "../../../src/providers/openai/decode.ts";
import { decoding, run, to } from "./support.ts";

const messages = [{ role: "user", content: "hi" }];
const tools = [{ type: "function", function: { name: "f", parameters: {} } }];
const call = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } });
const turn = (id: string, more: object = {}) => [
  ...messages,
  { role: "assistant", content: null, tool_calls: [call(id)], ...more },
  { role: "tool", tool_call_id: id, content: "1" },
];

describe("Mistral", () => {
  const request = {
    seed: 7,
    max_completion_tokens: 9,
    store: true,
    metadata: { k: "v" },
    tool_choice: "required",
    tools,
    messages: turn("toolu_01ABC"),
  };

  it("gets its own names, and nothing that it would refuse", () => {
    const { body, lost } = to("mistral", "mistral-large", request);
    expect(body).toMatchObject({ random_seed: 7, max_tokens: 9, tool_choice: "any" });
    for (const field of ["seed", "max_completion_tokens", "store", "metadata"]) expect(body).not.toHaveProperty(field);
    expect(lost.sort()).toEqual(["metadata", "store"]);
    expect(to("mistral", "mistral-large", { tools: [] }).body).not.toHaveProperty("tools");
    expect(to("mistral", "mistral-large", { made_up: 1 })).toMatchObject({ lost: ["made_up"] });
  });

  it("gets tool ids of nine letters and digits, the same for call and result, and the same when replayed", () => {
    const idsOf = (id: string) => {
      const { sent } = to("mistral", "mistral-large", { messages: turn(id) });
      return [(sent[1]!.tool_calls as { id: string }[])[0]?.id, sent[2]?.tool_call_id];
    };
    const [one, other] = [idsOf("toolu_01ABC"), idsOf("toolu_01ABD")];
    expect(one[0]).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(one[1]).toBe(one[0]);
    expect(idsOf("toolu_01ABC")).toEqual(one);
    expect(other[0]).not.toBe(one[0]);
    expect(idsOf("abcDEF123")).toEqual(["abcDEF123", "abcDEF123"]);
  });

  it("is not asked for usage, which comes anyway, and gets names on results and a mark on a prefix", () => {
    expect(to("mistral", "mistral-large", {}, { stream: true }).body).not.toHaveProperty("stream_options");
    expect(to("mistral", "mistral-large", { messages: turn("x") }).sent[2]).toMatchObject({ role: "tool", name: "f" });
    const prefixed = [...messages, { role: "assistant", content: "Once" }];
    expect(to("mistral", "mistral-large", { messages: prefixed }).sent[1]).toMatchObject({ prefix: true });
  });
});

describe("what came from another provider", () => {
  const opaque = { provider_state: { v: 1 }, reasoning_content: "think", extra_content: { google: {} } };
  const request = { messages: turn("c1", opaque) };
  const assistant = (vendor: string, model: string, given: object = request) => to(vendor, model, given).sent[1];

  it.each(["mistral", "groq", "openai"])("never reaches %s", (vendor) => {
    const { sent, warnings } = to(vendor, "some-model", request);
    expect(JSON.stringify(sent)).not.toMatch(/provider_state|reasoning|extra_content|google|think/);
    expect(warnings).toEqual([]);
  });

  it("reaches DeepSeek V4 as reasoning_content, empty where there is none; R1 and its like not", () => {
    expect(assistant("deepseek", "deepseek-v4-pro")).toMatchObject({ reasoning_content: "think" });
    const plain = { messages: [...messages, { role: "assistant", content: "x" }] };
    expect(assistant("deepseek", "deepseek-v4-pro", plain)).toMatchObject({ reasoning_content: "" });
    for (const model of ["deepseek-reasoner", "deepseek-r1", "deepseek-chat"]) {
      expect(assistant("deepseek", model)).not.toHaveProperty("reasoning_content");
    }
  });

  it("reaches Cerebras as reasoning, Magistral as a part, OpenRouter as it came", () => {
    const cerebras = assistant("cerebras", "zai-glm-4.7");
    expect(cerebras).toMatchObject({ reasoning: "think" });
    expect(cerebras).not.toHaveProperty("reasoning_content");
    const said = { messages: [...messages, { role: "assistant", content: "x", reasoning_content: "think" }] };
    expect(assistant("mistral", "magistral-medium", said)?.content).toEqual([
      { type: "thinking", thinking: [{ type: "text", text: "think" }] },
      { type: "text", text: "x" },
    ]);
    const details = [{ type: "reasoning.encrypted", data: "…" }];
    const routed = { messages: turn("c1", { ...opaque, reasoning_details: details }) };
    expect(assistant("openrouter", "x/y", routed)).toMatchObject({ reasoning_details: details });
    expect(assistant("openrouter", "x/y")).toMatchObject({ reasoning: "think" });
  });
});

describe("OpenAI's reasoning models", () => {
  it.each(["gpt-5.6-sol", "gpt-5.10", "gpt-6-astra", "gpt-6.1-terra"])(
    "%s with function tools is told not to think",
    (model) => {
      const { body, warnings } = to("openai", model, { tools });
      expect(body).toMatchObject({ reasoning_effort: "none" });
      expect(warnings).toMatchObject([{ code: "changed_param", param: "reasoning_effort" }]);
      expect(to("openai", model, {}).body).toEqual({ model, messages });
      expect(to("openai", model, { tools, reasoning_effort: "none" }).warnings).toEqual([]);
    },
  );

  it("an effort that was asked for is not overruled: the target is refused, or left alone under `drop`", () => {
    const request = { tools, reasoning_effort: "high" };
    for (const model of ["gpt-5.4", "gpt-5.5", "gpt-5.6-sol"]) {
      expect(() => to("openai", model, request)).toThrow(
        expect.objectContaining({ kind: "unsupported", param: "reasoning_effort" }),
      );
    }
    expect(to("openai", "gpt-5.5", { tools }).body).not.toHaveProperty("reasoning_effort");
    expect(to("openai", "gpt-5.2", request).body).toMatchObject({ reasoning_effort: "high" });
    const dropped = to("openai", "gpt-5.6-sol", request, { settings: { drop: ["reasoning_effort"] } });
    expect(dropped.body).toMatchObject({ reasoning_effort: "none" });
  });

  it("get max_completion_tokens and no sampling, each with a warning; other models what was given", () => {
    const request = {
      max_tokens: 9,
      temperature: 0.2,
      top_p: 0.5,
      presence_penalty: 1,
      logit_bias: { 1: 1 },
      logprobs: true,
    };
    const { body, warnings } = to("openai", "gpt-5.5", request);
    expect(body).toEqual({ model: "gpt-5.5", messages, max_completion_tokens: 9 });
    expect(Object.fromEntries(warnings.map(({ param, code }) => [param, code]))).toEqual({
      max_tokens: "renamed_param",
      temperature: "dropped_param",
      top_p: "dropped_param",
      presence_penalty: "dropped_param",
      logit_bias: "dropped_param",
      logprobs: "dropped_param",
    });
    expect(to("openai", "gpt-5.1", { ...request, reasoning_effort: "none" }).body).toMatchObject({
      temperature: 0.2,
      top_p: 0.5,
    });
    expect(to("openai", "gpt-4.1", request)).toMatchObject({ body: request, warnings: [] });
    expect(to("openai", "gpt-5-chat-latest", request).warnings).toEqual([]);
    expect(to("openai", "o4-mini", { stop: "x" }).lost).toEqual(["stop"]);
  });

  it("need no warning for what changes nothing", () => {
    const { body, warnings } = to("openai", "o3", { temperature: 1, top_p: 1, frequency_penalty: 0, logit_bias: {} });
    expect(warnings).toEqual([]);
    expect(body).not.toHaveProperty("temperature");
  });
});

describe("streams", () => {
  const head = { id: "c", object: "chat.completion.chunk", created: 1, model: "m" };
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason }],
  });

  it.each([
    ["without an index", [call("abcDEF123"), call("abcDEF124")]],
    [
      "both at index 0",
      [
        { index: 0, ...call("a") },
        { index: 0, ...call("b") },
      ],
    ],
  ])("two tool calls %s are two calls", (_, calls) => {
    const chunks = run(chunk({ role: "assistant", tool_calls: calls }), chunk({}, "tool_calls"));
    expect(chunks[0]?.choices[0]?.delta.tool_calls?.map(({ index }) => index)).toEqual([0, 1]);
  });

  it("xAI's reasoning is counted in", () => {
    const usage = {
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 110,
      completion_tokens_details: { reasoning_tokens: 80 },
    };
    const [last] = run({ ...head, choices: [], usage });
    expect(last?.usage).toMatchObject({ completion_tokens: 100, total_tokens: 110 });
  });

  it("Azure's first chunk names nothing", () => {
    const [first] = run({ id: "", object: "", created: 0, model: "", choices: [] }, chunk({ content: "x" }));
    expect(first).toMatchObject({ id: "c", choices: [{ delta: { content: "x" } }] });
  });
});

describe("Perplexity's sources", () => {
  const sources = { citations: ["https://a", "https://b"], search_results: [{ url: "https://b", title: "B" }] };
  const annotations = [
    { type: "url_citation", url_citation: { url: "https://a", title: "https://a", start_index: 0, end_index: 0 } },
    { type: "url_citation", url_citation: { url: "https://b", title: "B", start_index: 0, end_index: 0 } },
  ];
  const head = { id: "c", created: 1, model: "sonar", ...sources };

  it("are annotations of a whole answer", () => {
    const choices = [{ index: 0, message: { role: "assistant", content: "x[1]" }, finish_reason: "stop" }];
    const { message } = decode({ ...head, choices }, decoding).choices[0]!;
    expect(message).toMatchObject({ content: "x[1]", annotations });
  });

  it("are those of a stream's last delta, once", () => {
    const chunk = (content: string, finish_reason: string | null) => ({
      ...head,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason }],
    });
    const deltas = run(chunk("x", null), chunk("[1]", null), chunk("", "stop")).map(({ choices }) => choices[0]?.delta);
    expect(deltas.map((delta) => delta && "annotations" in delta)).toEqual([false, false, true]);
    expect(deltas[2]).toMatchObject({ annotations });
  });
});
