import { describe, expect, it } from "vitest";
import { dialects } from "../../../src/data/dialects.ts";
import { dialectOf } from "../../../src/providers/openai/dialect.ts";
import { encodeFor, to } from "./support.ts";

const messages = [{ role: "user", content: "hi" }];
const tools = [{ type: "function", function: { name: "f", parameters: {} } }];

describe("an endpoint's dialect", () => {
  it.each([
    ["groq", "https://proxy.example/v1", "Groq"],
    [undefined, "https://api.groq.com/openai/v1", "Groq"],
    [undefined, "https://eu.openai.azure.com/openai/v1", "Azure OpenAI"],
    [undefined, "https://dashscope.aliyuncs.com/compatible-mode/v1", "Alibaba"],
    ["openai", "https://eu.api.openai.com/v1", "OpenAI"],
    [undefined, "https://api.openai.com.example/v1", "the endpoint"],
    [undefined, "http://localhost:11434/v1", "the endpoint"],
    [undefined, "nonsense", "the endpoint"],
  ])("of %s at %s is that of %s", (vendor, baseURL, title) =>
    expect(dialectOf(vendor === undefined ? {} : { vendor }, baseURL).title).toBe(title),
  );

  it("of OpenAI behind another address holds its models to their rules, and the server to none", () => {
    const recipient = {
      name: "openai",
      vendor: "openai",
      dialect: dialectOf({ vendor: "openai" }, "http://localhost:4000/v1"),
    };
    const { body } = encodeFor({ messages, top_k: 3, max_tokens: 5 }, { model: "gpt-5.5" }, recipient);
    expect(body).toMatchObject({ top_k: 3, max_completion_tokens: 5 });
  });
});

describe("a row's rules", () => {
  it.each([
    ["deepseek", "deepseek-v4", "none", { thinking: { type: "disabled" } }, []],
    ["deepseek", "deepseek-v4", "max", { reasoning_effort: "max", thinking: { type: "enabled" } }, []],
    [
      "deepseek",
      "deepseek-v4",
      "minimal",
      { reasoning_effort: "low", thinking: { type: "enabled" } },
      ["reasoning_effort"],
    ],
    ["openrouter", "anthropic/claude-x", "xhigh", { reasoning: { effort: "xhigh" } }, []],
    ["openrouter", "anthropic/claude-x", "max", { reasoning: { effort: "xhigh" } }, ["reasoning_effort"]],
    ["groq", "openai/gpt-oss-120b", "xhigh", { reasoning_effort: "high" }, ["reasoning_effort"]],
    [
      "groq",
      "qwen/qwen3-32b",
      "high",
      { reasoning_effort: "default", reasoning_format: "parsed" },
      ["reasoning_effort"],
    ],
    ["fireworks", "m", "minimal", { reasoning_effort: "low" }, ["reasoning_effort"]],
    ["xai", "grok-4.6", "xhigh", { reasoning_effort: "xhigh" }, []],
    ["xai", "grok-4.3", "xhigh", { reasoning_effort: "high" }, ["reasoning_effort"]],
    ["cohere", "command-a", "low", { reasoning_effort: "high" }, ["reasoning_effort"]],
    ["alibaba", "qwen3.5-plus", "low", { enable_thinking: true, thinking_budget: 2048 }, []],
    ["alibaba", "qwen3.5-plus", "none", { enable_thinking: false }, []],
    ["moonshotai", "kimi-k3", "low", { thinking: { type: "enabled" } }, ["reasoning_effort"]],
    ["zai", "glm-5", "none", { thinking: { type: "disabled" } }, []],
  ])("%s/%s spells the effort %s", (vendor, model, reasoning_effort, expected, lost) => {
    const result = to(vendor, model, { reasoning_effort });
    expect(result.body).toEqual({ model, messages, ...expected });
    expect(result.lost).toEqual(lost);
  });

  it("let Alibaba's open models think only while they stream", () => {
    const request = { reasoning_effort: "high" };
    expect(to("alibaba", "qwen3-32b", request)).toMatchObject({
      body: { enable_thinking: false },
      lost: ["enable_thinking"],
    });
    expect(to("alibaba", "qwen3-32b", {}).warnings).toEqual([]);
    expect(to("alibaba", "qwen3-32b", request, { stream: true }).body).toMatchObject({ enable_thinking: true });
  });

  it("make a schema an instruction where there is JSON mode only", () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    const response_format = { type: "json_schema", json_schema: { name: "answer", schema } };
    const { body, sent, warnings } = to("deepseek", "deepseek-v4", { response_format });
    expect(body.response_format).toEqual({ type: "json_object" });
    expect(sent[0]).toMatchObject({ role: "system", content: expect.stringContaining(JSON.stringify(schema)) });
    expect(warnings).toMatchObject([{ code: "emulated_param", param: "response_format" }]);
    expect(to("zai", "glm-5", { response_format }).body.response_format).toEqual({ type: "json_object" });
    expect(to("groq", "m", { response_format }).body).toMatchObject({ response_format });
  });

  it("refuse what cannot be said at all, unless it is neutral or dropped", () => {
    expect(() => to("groq", "m", { n: 2 })).toThrow(expect.objectContaining({ kind: "unsupported", param: "n" }));
    expect(to("groq", "m", { n: 1, modalities: ["text"] })).toMatchObject({
      body: { model: "m", messages },
      warnings: [],
    });
    expect(() => to("xai", "m", { tools: [{ type: "custom", custom: { name: "x" } }] })).toThrow(/custom tools/);
    expect(() => to("perplexity", "sonar", { tools })).toThrow(
      expect.objectContaining({ kind: "unsupported", param: "tools" }),
    );
  });

  it("write allowed_tools as a shorter list of tools", () => {
    const [f] = tools;
    const g = { type: "function", function: { name: "g" } };
    const tool_choice = { type: "allowed_tools", allowed_tools: { mode: "required", tools: [g] } };
    const { body, warnings } = to("togetherai", "m", { tools: [f, g], tool_choice });
    expect(body).toMatchObject({ tools: [g], tool_choice: "required" });
    expect(warnings).toEqual([]);
  });

  it("take the greater part of two token limits by its name, and say so", () => {
    expect(to("mistral", "m", { max_tokens: 5, max_completion_tokens: 9 })).toMatchObject({
      body: { max_tokens: 9 },
      lost: ["max_tokens"],
    });
    expect(to("mistral", "m", { max_tokens: 5 }).body).toMatchObject({ max_tokens: 5 });
  });

  it("make user and assistant take turns at Perplexity", () => {
    const talk = [
      { role: "system", content: "s" },
      { role: "user", content: "a" },
      { role: "user", content: "b" },
      { role: "assistant", content: "c" },
      { role: "developer", content: "d" },
      { role: "user", content: [{ type: "text", text: "e" }] },
    ];
    const { sent, warnings } = to("perplexity", "sonar", { messages: talk });
    expect(sent).toEqual([
      talk[0],
      { role: "user", content: "a\n\nb" },
      talk[3],
      {
        role: "user",
        content: [
          { type: "text", text: "d" },
          { type: "text", text: "e" },
        ],
      },
    ]);
    expect(warnings).toMatchObject([{ code: "changed_param", param: "messages[4]" }]);
    const open = { messages: talk.slice(0, 4) };
    expect(() => to("perplexity", "sonar", open)).toThrow(expect.objectContaining({ kind: "unsupported" }));
    const continued = to("perplexity", "sonar", open, { settings: { compat: { continue: true } } });
    expect(continued.sent.at(-1)).toMatchObject({ role: "user" });
    expect(continued.warnings).toMatchObject([{ code: "emulated_param" }]);
  });

  it("leave cache marks and refusals out of plain parts, but not what they say", () => {
    const talk = [
      { role: "user", content: [{ type: "text", text: "t", cache_control: { type: "ephemeral" } }] },
      { role: "assistant", content: null, refusal: "No." },
    ];
    const { sent, warnings } = to("groq", "m", { messages: talk });
    expect(sent).toEqual([
      { role: "user", content: [{ type: "text", text: "t" }] },
      { role: "assistant", content: "No." },
    ]);
    expect(warnings).toEqual([]);
  });

  it("send reasoning back where it is wanted, under its name there", () => {
    const talk = [...messages, { role: "assistant", content: "x", reasoning_content: "think" }, ...messages];
    const fieldsOf = (vendor: string) => Object.keys(to(vendor, "m", { messages: talk }).sent[1]!);
    for (const vendor of ["fireworks", "moonshotai", "zai", "llamacpp"]) {
      expect(fieldsOf(vendor), vendor).toEqual(["role", "content", "reasoning_content"]);
    }
    for (const vendor of ["cerebras", "ollama", "vllm", "openrouter"]) {
      expect(fieldsOf(vendor), vendor).toEqual(["role", "content", "reasoning"]);
    }
    for (const vendor of ["xai", "togetherai", "alibaba", "cohere", "github", "vercel"]) {
      expect(fieldsOf(vendor), vendor).toEqual(["role", "content"]);
    }
  });

  it("tell models of one vendor apart", () => {
    const request = { temperature: 0.5 };
    expect(to("moonshotai", "kimi-k2-thinking", request).body).toMatchObject(request);
    expect(to("moonshotai", "kimi-k2.5", request)).toMatchObject({
      body: { model: "kimi-k2.5", messages },
      lost: ["temperature"],
    });
    expect(to("xai", "grok-4-fast-non-reasoning", { stop: "x" }).warnings).toEqual([]);
  });

  it("keep a name for xAI's users only, with a warning elsewhere, and a cache key for Fireworks", () => {
    const talk = [
      { role: "system", content: "s", name: "n" },
      { role: "user", content: "u", name: "n" },
    ];
    const { sent, lost } = to("xai", "grok-4", { messages: talk });
    expect(sent).toEqual([{ role: "system", content: "s" }, talk[1]]);
    expect(lost).toEqual(["messages[0].name"]);
    expect(to("fireworks", "m", { prompt_cache_key: "c" }).body).toMatchObject({ prompt_cache_key: "c" });
    expect(to("togetherai", "m", { prompt_cache_key: "c" })).toMatchObject({
      body: { model: "m", messages },
      warnings: [],
    });
  });

  it("yield to the vendor's own options, by the provider's name or the vendor's", () => {
    const request = { n: 1, provider_options: { groq: { reasoning_format: "hidden" } } };
    const recipient = { name: "fast", vendor: "groq", dialect: dialects.groq! };
    expect(encodeFor({ messages, ...request }, { model: "qwen/qwen3-32b" }, recipient).body).toMatchObject({
      reasoning_format: "hidden",
    });
  });
});
