import { describe, expect, it } from "vitest";
import { encode } from "../../../src/providers/anthropic/encode.ts";
import { encoded, HAIKU, OPUS, prepareContext, refusal, USER } from "./support.ts";

const tool = { type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } };
const named = { type: "function", function: { name: "f" } };
const SONNET_4_6 = "claude-sonnet-4-6";
const VERSION = { "anthropic-version": "2023-06-01" };

describe("anthropic parameters", () => {
  it("max_tokens is always there", () => {
    expect(encoded({}).body.max_tokens).toBe(128_000);
    expect(encoded({}, HAIKU).body.max_tokens).toBe(64_000);
    expect(encoded({}, "claude-next-9").body.max_tokens).toBe(128_000);
  });

  it("max_completion_tokens wins over max_tokens", () => {
    expect(encoded({ max_tokens: 100, max_completion_tokens: 200 }).body.max_tokens).toBe(200);
    expect(encoded({ max_tokens: 100, max_completion_tokens: null }).body.max_tokens).toBe(100);
  });

  it("temperature is clamped under the old version, or left out with a warning", () => {
    const old = encoded({ temperature: 1.7 }, HAIKU);
    expect(old.body.temperature).toBe(1);
    expect(old.headers).toEqual(VERSION);
    expect(old.warnings).toMatchObject([{ code: "clamped_param", param: "temperature" }]);
    const latest = encoded({ temperature: 1.7, top_p: 0.5, top_k: 3 });
    expect(latest.body).not.toHaveProperty("temperature");
    expect(latest.body).not.toHaveProperty("top_p");
    expect(latest.body).not.toHaveProperty("top_k");
    expect(latest.headers).toEqual({});
    expect(latest.warned).toEqual(["temperature", "top_p", "top_k"]);
  });

  it("leaves neutral sampling values out in silence where the model takes none", () => {
    expect(encoded({ temperature: 1, top_p: 1 })).toMatchObject({ warnings: [], headers: {} });
  });

  it("of temperature and top_p only temperature is sent", () => {
    const { body, warned, headers } = encoded({ temperature: 0.5, top_p: 0.9 }, HAIKU);
    expect(body.temperature).toBe(0.5);
    expect(body).not.toHaveProperty("top_p");
    expect(warned).toEqual(["top_p"]);
    expect(headers).toEqual(VERSION);
  });

  it("blank stop sequences are left out", () => {
    const { body, warned } = encoded({ stop: ["\n", " ", "END"] });
    expect(body.stop_sequences).toEqual(["END"]);
    expect(warned).toEqual(["stop"]);
    expect(encoded({ stop: "END" }).body.stop_sequences).toEqual(["END"]);
    expect(encoded({ stop: " " }).body).not.toHaveProperty("stop_sequences");
  });

  it("more than one answer is refused, one needs no key", () => {
    expect(refusal({ n: 2 })).toMatchObject({ kind: "unsupported", param: "n" });
    const { body, warnings } = encoded({ n: 1 });
    expect(body).not.toHaveProperty("n");
    expect(warnings).toEqual([]);
  });

  it("parallel_tool_calls false becomes a flag on the choice", () => {
    const choice = (fields: object) =>
      encoded({ tools: [tool], parallel_tool_calls: false, ...fields }, HAIKU).body.tool_choice;
    expect(choice({})).toEqual({ type: "auto", disable_parallel_tool_use: true });
    expect(choice({ tool_choice: "required" })).toEqual({ type: "any", disable_parallel_tool_use: true });
    expect(choice({ tool_choice: "none" })).toEqual({ type: "none" });
    expect(choice({ parallel_tool_calls: true })).toBeUndefined();
  });

  it("a choice the model refuses to be forced to is asked for instead", () => {
    const { body, warnings } = encoded({ tools: [tool], tool_choice: "required" }, "claude-fable-5-2");
    expect(body.tool_choice).toEqual({ type: "auto" });
    expect(body.system).toMatchObject([{ type: "text", text: expect.stringContaining("call") }]);
    expect(warnings).toMatchObject([{ code: "emulated_param", param: "tool_choice" }]);
    expect(encoded({ tools: [tool], tool_choice: named }, HAIKU)).toMatchObject({
      body: { tool_choice: { type: "tool", name: "f" } },
      warnings: [],
    });
  });

  it("under compat.enforce the answer will be held to it", () => {
    const mustCall = (model: string, enforce: boolean) =>
      (
        encode(
          { messages: [USER], tools: [tool], tool_choice: "required" } as never,
          { ...prepareContext(model), settings: { compat: { enforce } } },
          "anthropic",
        ).native as { mustCall: boolean }
      ).mustCall;
    expect([mustCall("claude-fable-5-2", true), mustCall("claude-fable-5-2", false), mustCall(HAIKU, true)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("tool_choice none keeps the tools", () => {
    const { body } = encoded({ tools: [tool], tool_choice: "none" });
    expect(body.tools).toHaveLength(1);
    expect(body.tool_choice).toEqual({ type: "none" });
    expect(encoded({ tool_choice: "none" }).body).not.toHaveProperty("tool_choice");
  });

  it("sends only the allowed tools", () => {
    const other = { type: "function", function: { name: "g" } };
    const { body } = encoded(
      {
        tools: [tool, other],
        tool_choice: { type: "allowed_tools", allowed_tools: { mode: "required", tools: [named] } },
      },
      HAIKU,
    );
    expect(body.tools).toMatchObject([{ name: "f" }]);
    expect(body.tool_choice).toEqual({ type: "any" });
  });

  it("a tool without parameters takes an empty object", () => {
    expect(encoded({ tools: [named] }).body.tools).toEqual([
      { name: "f", input_schema: { type: "object", properties: {} } },
    ]);
  });

  it("keeps strict where the schema fits, warns where it does not", () => {
    const strict = (parameters: object) =>
      encoded({ tools: [{ type: "function", function: { name: "f", strict: true, parameters } }] });
    expect(strict({ type: "object", properties: { a: { type: "string" } } }).body.tools).toMatchObject([
      { strict: true, input_schema: { additionalProperties: false } },
    ]);
    const loose = strict({ type: "object", properties: { a: { type: "number", minimum: 1 } } });
    expect(loose.body.tools![0]).not.toHaveProperty("strict");
    expect(loose.warned).toEqual(["tools"]);
  });

  it("a schema goes native, within the subset", () => {
    const schema = { type: "object", properties: { a: { type: "integer", minimum: 1 } } };
    const format = { type: "json_schema", json_schema: { name: "n", strict: true, schema } };
    const { body, warned } = encoded({ response_format: format });
    expect(body.output_config?.format).toEqual({
      type: "json_schema",
      schema: {
        type: "object",
        properties: { a: { type: "integer", description: "{minimum: 1}" } },
        additionalProperties: false,
      },
    });
    expect(warned).toEqual(["response_format"]);
    const old = encoded({ response_format: format }, "claude-sonnet-4-20250514").body;
    expect(old).toMatchObject({ tools: [{ name: "n" }], tool_choice: { type: "tool", name: "n" } });
    expect(old).not.toHaveProperty("output_config");
  });

  it("json_object is asked for, with a warning", () => {
    const { body, warnings } = encoded({ response_format: { type: "json_object" } });
    expect(body.system).toMatchObject([{ text: expect.stringContaining("JSON object") }]);
    expect(warnings).toMatchObject([{ code: "emulated_param", param: "response_format" }]);
    expect(encoded({ response_format: { type: "text" } }).warnings).toEqual([]);
  });

  it("a format of another type is refused, or left out by drop", () => {
    const format = { response_format: { type: "grammar", grammar: "root ::= x" } };
    expect(refusal(format)).toMatchObject({ kind: "unsupported", param: "response_format" });
    expect(refusal(format).message).toContain(
      'has the type "grammar"; expected "text", "json_object" or "json_schema"',
    );
    const { body, warned } = encoded(format, OPUS, { drop: ["response_format"] });
    expect([body.system, body.output_config, warned]).toEqual([undefined, undefined, ["response_format"]]);
  });

  it("no reasoning is disabled where that is taken, else effort low", () => {
    const always = encoded({ reasoning_effort: "none" }, OPUS);
    expect(always.body).not.toHaveProperty("thinking");
    expect(always.body.output_config).toEqual({ effort: "low" });
    expect(always.warned).toEqual(["reasoning_effort"]);
    const off = encoded({ reasoning_effort: "none" }, SONNET_4_6);
    expect(off.body.thinking).toEqual({ type: "disabled" });
    expect(off.warnings).toEqual([]);
    expect(encoded({ reasoning_effort: "none" }, "claude-sonnet-5-5").body.thinking).toEqual({ type: "between_tools" });
  });

  it("a model without effort thinks within a budget, without temperature", () => {
    const { body, warned } = encoded(
      { reasoning_effort: "high", temperature: 0.2, max_tokens: 100 },
      "claude-sonnet-4-5",
    );
    const budget = (body.thinking as { budget_tokens: number }).budget_tokens;
    expect(body.thinking?.type).toBe("enabled");
    expect(budget).toBeGreaterThanOrEqual(1024);
    expect(budget).toBeLessThan(body.max_tokens);
    expect(body.max_tokens - budget).toBeGreaterThanOrEqual(100);
    expect(body).not.toHaveProperty("temperature");
    expect(body).not.toHaveProperty("output_config");
    expect(warned).toEqual(["max_tokens", "temperature"]);
  });

  it.each([
    [OPUS, "minimal", "low", "adaptive", 0],
    [OPUS, "max", "max", "adaptive", 0],
    ["claude-opus-4-8", "high", "high", "adaptive", 0],
    [SONNET_4_6, "xhigh", "high", "adaptive", 1],
    ["claude-opus-4-5", "max", "high", "enabled", 1],
    [HAIKU, "low", undefined, "enabled", 0],
    [HAIKU, "max", undefined, "enabled", 1],
    ["claude-3-haiku-20240307", "low", undefined, undefined, 1],
  ])("%s takes effort %s as %s, thinking %s", (model, effort, sent, thinking, warnings) => {
    const { body, warned } = encoded({ reasoning_effort: effort }, model);
    expect(body.output_config?.effort).toBe(sent);
    expect(body.thinking?.type).toBe(thinking);
    if (thinking === "adaptive") expect(body.thinking).toHaveProperty("display", "summarized");
    expect(warned).toHaveLength(warnings);
  });

  it("leaves a thinking budget out where the API would refuse it", () => {
    const loop = [
      USER,
      { role: "assistant", tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }] },
      { role: "tool", tool_call_id: "a", content: "1" },
    ];
    for (const fields of [
      { messages: loop, tools: [tool] },
      { tools: [tool], tool_choice: "required" },
      { messages: [USER, { role: "assistant", content: "A" }] },
    ]) {
      const { body, warned } = encoded({ reasoning_effort: "high", ...fields }, HAIKU);
      expect(body).not.toHaveProperty("thinking");
      expect(warned).toEqual(["reasoning_effort"]);
    }
  });

  it("the user id is the safety identifier, metadata is left out", () => {
    const { body, warned } = encoded({ metadata: { k: "v" }, user: "u", safety_identifier: "s" });
    expect(body.metadata).toEqual({ user_id: "s" });
    expect(warned).toEqual(["metadata"]);
  });

  it("a custom tool becomes a function tool of one text", () => {
    const custom = { name: "sql", format: { type: "grammar", grammar: { syntax: "lark", definition: "start: X" } } };
    const { body, customTools, warned } = encoded({ tools: [{ type: "custom", custom }] });
    expect(body.tools).toMatchObject([
      { name: "sql", description: expect.stringContaining("start: X"), input_schema: { required: ["input"] } },
    ]);
    expect(customTools).toEqual(["sql"]);
    expect(warned).toEqual(["tools"]);
  });

  it.each([
    [{ seed: 1 }, ["seed"]],
    [{ frequency_penalty: 0, presence_penalty: 0, logit_bias: {}, logprobs: false, store: false }, []],
    [
      { frequency_penalty: 1, logit_bias: { 1: 5 }, logprobs: true, store: true },
      ["frequency_penalty", "logit_bias", "logprobs", "store"],
    ],
    [{ prompt_cache_key: "k", stream_options: { include_usage: true }, models: ["a"], modalities: ["text"] }, []],
    [{ service_tier: "flex" }, ["service_tier"]],
    [{ frobnicate: 1, constructor: 2 }, ["frobnicate", "constructor"]],
    [{ seed: null, user: null, temperature: null, tools: null }, []],
  ])("%j warns of %j", (fields, warned) => {
    expect(encoded(fields).warned).toEqual(warned);
  });

  it("maps service tiers and refuses what cannot be had", () => {
    expect(encoded({ service_tier: "default" }).body.service_tier).toBe("standard_only");
    expect(refusal({ modalities: ["text", "audio"] }).kind).toBe("unsupported");
    expect(refusal({ web_search_options: {} }).message).toContain("provider_options.anthropic.tools");
    expect(encoded({ n: 2 }, OPUS, { drop: ["n"] }).warned).toEqual(["n"]);
  });

  it("merges native options last, and decides the version by what is sent", () => {
    const { body, headers } = encoded(
      {
        reasoning_effort: "low",
        provider_options: { anthropic: { thinking: { display: "summarized" }, top_k: 5 } },
      },
      SONNET_4_6,
    );
    expect(body.thinking).toEqual({ type: "adaptive", display: "summarized" });
    expect(headers).toEqual(VERSION);
    expect(body).not.toHaveProperty("provider_options");
  });

  it("takes the vendor's name off the model, and never changes the request", () => {
    const request = Object.freeze({
      messages: Object.freeze([Object.freeze({ ...USER })]),
      tools: Object.freeze([tool]),
      stop: null,
    });
    const before = JSON.stringify(request);
    expect(encoded(request, "anthropic/claude-opus-5-5").body.model).toBe("claude-opus-5-5");
    expect(JSON.stringify(request)).toBe(before);
  });
});
