import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type ChatRequest, createRouter } from "llmux";
import { type SimulatedRequest, simulate } from "llmux/testing";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { deepFreeze } from "../support/deep-freeze.ts";
import { standIn } from "../support/stand-in.ts";
import { SCHEMAS } from "./schemas.ts";

const sim = await simulate();
const router = createRouter({ providers: sim.providers });

beforeEach(() => sim.reset());
afterAll(async () => {
  await router.close();
  await sim.close();
});

interface Tool {
  readonly name: string;
  readonly input_schema: unknown;
}
interface Bodies {
  readonly response_format?: { json_schema?: { schema: unknown } };
  readonly output_config?: { format: { schema: unknown } };
  readonly generationConfig?: { responseJsonSchema: unknown };
  readonly tools?: readonly Tool[];
  readonly tool_choice?: { type: string; name?: string };
}

/** Answers as the schema in the request asks for, in whichever place it stands. */
function willing({ body }: SimulatedRequest) {
  const { response_format, output_config, generationConfig, tools, tool_choice } = body as Bodies;
  const tool = tool_choice?.name ? tools?.find(({ name }) => name === tool_choice.name) : undefined;
  if (tool) return { toolCalls: [{ name: tool.name, arguments: standIn(tool.input_schema) }] };
  const schema =
    response_format?.json_schema?.schema ?? output_config?.format.schema ?? generationConfig?.responseJsonSchema;
  return schema === undefined ? "no schema" : JSON.stringify(standIn(schema));
}

/** What holds for the answer: the schema as the application wrote it. */
function judge(schema: Record<string, unknown>) {
  const options = { strict: false, allErrors: true };
  const isOld = JSON.stringify(schema).includes('"items":[');
  const ajv = isOld ? new Ajv(options) : new Ajv2020(options);
  addFormats.default(ajv as Ajv);
  const { $schema: _, ...plain } = schema;
  return ajv.compile(plain);
}

const formatOf = (schema: Record<string, unknown>, strict?: boolean) => ({
  type: "json_schema" as const,
  json_schema: { name: "answer", schema, ...(strict !== undefined && { strict }) },
});

const messages = [{ role: "user" as const, content: "Go." }];
const OLD = "anthropic/claude-sonnet-4-20250514";
const MODELS = ["openai/gpt-5.5", "anthropic/claude-opus-5-5", OLD, "gemini/gemini-3.8-flash"];

describe.each(MODELS)("%s", (model) => {
  it.each(Object.entries(SCHEMAS))("answers within a schema with %s", async (_, schema) => {
    for (const provider of [sim.openai, sim.anthropic, sim.gemini]) provider.reply(willing);
    const body: ChatRequest = deepFreeze({ model, messages, response_format: formatOf(schema) });
    const whole = await router.chat.completions.create({ ...body, stream: false });
    expect(whole.choices[0]).toMatchObject({ finish_reason: "stop" });
    const { content, tool_calls } = whole.choices[0]!.message;
    expect(tool_calls).toBeUndefined();
    const holds = judge(schema);
    expect([holds(JSON.parse(content ?? "")), holds.errors, content]).toEqual([true, null, content]);

    let streamed = "";
    let finish: string | null = null;
    for await (const { choices } of await router.chat.completions.create({ ...body, stream: true })) {
      streamed += choices[0]?.delta.content ?? "";
      finish = choices[0]?.finish_reason ?? finish;
      expect(choices[0]?.delta.tool_calls).toBeUndefined();
    }
    expect([JSON.parse(streamed), finish]).toEqual([JSON.parse(content ?? ""), "stop"]);
  });
});

const ask = async (model: string, schema: Record<string, unknown>, more: Partial<ChatRequest> = {}) => {
  for (const provider of [sim.openai, sim.anthropic, sim.gemini]) provider.reply(willing);
  const body = { model, messages, response_format: formatOf(schema), ...more, stream: false as const };
  const { choices, x_llmux } = await router.chat.completions.create(
    body as Parameters<typeof router.chat.completions.create>[0] & { stream: false },
  );
  const { content, tool_calls, refusal } = choices[0]!.message;
  const warned = x_llmux.warnings.filter(({ code }) => code !== "unknown_price");
  return {
    content,
    tool_calls,
    refusal,
    finish: choices[0]!.finish_reason,
    warned: warned.map(({ code, param }) => [code, param]),
  };
};

describe("what the provider does not hold the answer to", () => {
  it.each([
    ["openai/gpt-5.5", "patterns", []],
    ["anthropic/claude-opus-5-5", "flat", []],
    ["anthropic/claude-opus-5-5", "optional fields", []],
    ["anthropic/claude-opus-5-5", "defaults", []],
    ["anthropic/claude-opus-5-5", "patterns", [["emulated_param", "response_format"]]],
    ["anthropic/claude-opus-5-5", "a map", [["emulated_param", "response_format"]]],
    [
      "anthropic/claude-opus-5-5",
      "a tree",
      [
        ["changed_param", "response_format"],
        ["emulated_param", "response_format"],
      ],
    ],
    ["gemini/gemini-3.8-flash", "a map", []],
    ["gemini/gemini-3.8-flash", "a tree with optional branches", []],
    ["gemini/gemini-3.8-flash", "texts with bounds", [["emulated_param", "response_format"]]],
    [OLD, "flat", [["emulated_param", "response_format"]]],
  ])("%s, %s: is a warning", async (model, name, expected) => {
    const { warned } = await ask(model, SCHEMAS[name]!);
    expect(warned.sort()).toEqual(expected);
  });

  it("is a reason to pass the target over under strict", async () => {
    const strict = createRouter({ providers: sim.providers, strict: true, prices: { [OLD]: { input: 1, output: 1 } } });
    const body = { model: OLD, messages, response_format: formatOf(SCHEMAS.flat!) };
    await expect(strict.chat.completions.create(body)).rejects.toMatchObject({
      kind: "unsupported",
      param: "response_format",
    });
    expect(sim.anthropic.count).toBe(0);
    await strict.close();
  });
});

describe("a model that has tools and nothing better", () => {
  const tools = [
    { type: "function" as const, function: { name: "answer", parameters: { type: "object", properties: {} } } },
  ];

  it.each([
    ["a list", { type: "array", items: { type: "string" } }],
    ["a union", { anyOf: [{ type: "object", properties: { a: { type: "string" } } }, { type: "null" }] }],
    ["a reference", { $ref: "#/$defs/a", $defs: { a: { type: "object", properties: { b: { type: "number" } } } } }],
  ])("answers with %s, which no tool's input can be", async (_, schema) => {
    const { content } = await ask(OLD, schema);
    expect(judge(schema)(JSON.parse(content ?? ""))).toBe(true);
  });

  it("may call the caller's own tool instead, which keeps its name", async () => {
    sim.anthropic.reply({ toolCalls: [{ name: "answer", arguments: {} }] });
    const body = { model: OLD, messages, tools, response_format: formatOf(SCHEMAS.flat!) };
    const { choices } = await router.chat.completions.create(body);
    expect(choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ function: { name: "answer" } }] },
    });
    const sent = sim.anthropic.requests.at(-1)?.body as Bodies;
    expect(sent.tools?.map(({ name }) => name)).toEqual(["answer", "answer_"]);
    expect(sent.tool_choice).toEqual({ type: "any" });
  });

  it("is not asked for two things at once", async () => {
    const { warned } = await ask(OLD, SCHEMAS.flat!, { tools, tool_choice: "required" });
    expect(warned).toEqual([["dropped_param", "response_format"]]);
  });

  it("is given its answer back as text in the next turn", async () => {
    sim.anthropic.reply(willing);
    const response_format = formatOf(SCHEMAS.flat!);
    const { choices } = await router.chat.completions.create({ model: OLD, messages, response_format });
    const next = [...messages, choices[0]!.message, { role: "user" as const, content: "Again." }];
    await router.chat.completions.create({ model: OLD, messages: next, response_format });
    const sent = sim.anthropic.requests.at(-1)?.body as { messages: { content: { type: string }[] }[] };
    expect(sent.messages[1]?.content.map(({ type }) => type)).toEqual(["text"]);
  });
});

it.each(["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"])(
  "%s: a refusal is one",
  async (model) => {
    for (const provider of [sim.openai, sim.anthropic, sim.gemini])
      provider.reply({ text: "", finishReason: "content_filter" });
    const body = { model, messages, response_format: formatOf(SCHEMAS.flat!) };
    const { choices } = await router.chat.completions.create(body);
    expect(choices[0]?.finish_reason).toBe("content_filter");
  },
);

describe("schemas of tools", () => {
  const parameters = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: {
      pair: { type: "array", items: [{ type: "string" }, { type: "number" }], minItems: 2, maxItems: 2 },
      code: { type: "string", pattern: "^a" },
    },
    required: ["pair", "code"],
    additionalProperties: false,
  };
  const tools = [{ type: "function" as const, function: { name: "f", parameters: deepFreeze(parameters) } }];

  it.each(["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"])(
    "%s takes an older draft's",
    async (model) => {
      const { choices } = await router.chat.completions.create({ model, messages, tools });
      expect(choices[0]?.finish_reason).toBe("stop");
    },
  );
});
