import { describe, expect, it } from "vitest";
import { json } from "./frames.ts";
import { anthropicMessage } from "./healthy.ts";
import { HI, openStage } from "./stage.ts";

const { ask } = openStage();
const OPUS = "anthropic/claude-opus-5-5";
const OPUS_5 = "anthropic/claude-opus-5";
const SONNET_4_6 = "anthropic/claude-sonnet-4-6";
const HAIKU_4_5 = "anthropic/claude-haiku-4-5";
const SONNET_4_5 = "anthropic/claude-sonnet-4-5";
const FABLE = "anthropic/claude-fable-5-2";

const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: unknown, tool_calls?: unknown) => ({
  role: "assistant",
  content,
  ...(tool_calls !== undefined && { tool_calls }),
});
const call = (id: string, args = "{}") => ({ id, type: "function", function: { name: "look", arguments: args } });
const result = (id: string, content: unknown) => ({ role: "tool", tool_call_id: id, content });
const text = (words: string) => ({ type: "text", text: words });
const look = { type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } };
const history = (id: string, content: unknown = "1") => [user("go"), assistant(null, [call(id)]), result(id, content)];
const messagesOf = (body: Readonly<Record<string, unknown>>) => body.messages as { role: string; content: unknown }[];

describe("anthropic · messages", () => {
  it("case 1: a leading run of system and developer messages becomes system blocks", async () => {
    const messages = [{ role: "system", content: "a" }, { role: "developer", content: "b" }, ...HI];
    const { body, warned } = await ask(OPUS, { messages });
    expect(body.system).toEqual([text("a"), text("b")]);
    expect(messagesOf(body).map(({ role }) => role)).toEqual(["user"]);
    expect(warned).toEqual([]);
  });

  it("case 2: a late system message becomes user text in place, with a warning", async () => {
    const messages = [
      { role: "system", content: "first" },
      user("one"),
      assistant("two"),
      { role: "system", content: "late" },
      user("three"),
    ];
    const { body, warned } = await ask(SONNET_4_6, { messages });
    expect(body.system).toEqual([text("first")]);
    expect(messagesOf(body).at(-1)).toEqual({ role: "user", content: [text("late"), text("three")] });
    expect(warned).toEqual(["messages"]);
  });

  it("case 3: an empty assistant turn is left out and its neighbours are merged", async () => {
    const { body } = await ask(OPUS, { messages: [user("one"), assistant(""), user("two")] });
    expect(body.messages).toEqual([{ role: "user", content: [text("one"), text("two")] }]);
  });

  it("case 24: an assistant message at the end is refused by newer models and a prefill for older ones", async () => {
    const messages = [...HI, assistant("Once upon  ")];
    const newer = await ask(OPUS_5, { messages });
    expect(newer.error).toMatchObject({ kind: "unsupported", message: expect.stringMatching(/compat\.continue/) });
    expect(newer.sent).toHaveLength(0);
    const older = await ask(HAIKU_4_5, { messages });
    expect(messagesOf(older.body).at(-1)).toEqual({ role: "assistant", content: [text("Once upon")] });
  });
});

describe("anthropic · tools", () => {
  it("case 4: all results of a turn form one user message, in the order of their calls, before its text", async () => {
    const calls = [call("a"), call("b")];
    const messages = [user("go"), assistant(null, calls), result("b", "2"), result("a", "1"), user("now")];
    const { body } = await ask(OPUS, { messages, tools: [look] });
    expect(messagesOf(body).at(-1)).toEqual({
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "a", content: "1" },
        { type: "tool_result", tool_use_id: "b", content: "2" },
        text("now"),
      ],
    });
  });

  it("case 5: arguments are sent as an object, and nothing else is", async () => {
    const withArguments = (args: string) => ({
      messages: [user("go"), assistant(null, [call("a", args)]), result("a", "1")],
    });
    const empty = await ask(OPUS, withArguments(""));
    expect(messagesOf(empty.body)[1]?.content).toEqual([{ type: "tool_use", id: "a", name: "look", input: {} }]);
    for (const args of ['{"a":', "[1]"]) {
      const { error, sent } = await ask(OPUS, withArguments(args));
      expect(error.message).toContain("messages[1].tool_calls[0].function.arguments");
      expect(error.kind).toMatch(/^(invalid_request|unsupported)$/);
      expect(sent).toHaveLength(0);
    }
  });

  it("case 6: an empty tool result has no content, one of parts has blocks", async () => {
    const empty = await ask(OPUS, { messages: history("a", "") });
    expect(messagesOf(empty.body).at(-1)?.content).toEqual([{ type: "tool_result", tool_use_id: "a" }]);
    const parts = await ask(OPUS, { messages: history("a", [text("1"), text("2")]) });
    expect(messagesOf(parts.body).at(-1)?.content).toEqual([
      { type: "tool_result", tool_use_id: "a", content: [text("1"), text("2")] },
    ]);
  });

  it("case 7: a call without its result is refused, or mended without the thinking before it", async () => {
    const thinking = { type: "thinking", thinking: "hm", signature: "sig" };
    const use = { type: "tool_use", id: "a", name: "look", input: {} };
    const answers = [json(anthropicMessage([thinking, use], { stop_reason: "tool_use" }))];
    const { completion } = await ask(OPUS, { tools: [look] }, { answers });
    const messages = [...HI, completion.choices[0]?.message, user("and?")];
    const refused = await ask(OPUS, { messages, tools: [look] });
    expect(refused.error).toMatchObject({ kind: "unsupported", code: "tool_result_mismatch" });
    const mended = await ask(OPUS, { messages, tools: [look] }, { compat: { repair: true } });
    expect(messagesOf(mended.body)[1]?.content).toEqual([use]);
    expect(messagesOf(mended.body)[2]?.content).toMatchObject([{ tool_use_id: "a", is_error: true }, text("and?")]);
    expect(mended.warned).toEqual(["messages"]);
  });

  it("case 8: foreign ids are rewritten alike on call and result, and never collide", async () => {
    const ids = ["call:1/x", "call:1.x", "call_3a_1_2f_x"];
    const messages = [
      user("go"),
      assistant(
        null,
        ids.map((id) => call(id)),
      ),
      ...ids.map((id) => result(id, id)),
    ];
    const { body } = await ask(OPUS, { messages });
    const uses = (messagesOf(body)[1]!.content as { id: string }[]).map(({ id }) => id);
    const results = messagesOf(body)[2]?.content as { tool_use_id: string; content: string }[];
    expect(new Set(uses).size).toBe(3);
    for (const id of uses) expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
    expect(results.map(({ tool_use_id, content }) => [tool_use_id, content])).toEqual(
      uses.map((id, at) => [id, ids[at]]),
    );
  });

  it("case 15: no parallel calls means a flag on the choice, which `none` does not have", async () => {
    const auto = await ask(OPUS, { tools: [look], parallel_tool_calls: false });
    expect(auto.body.tool_choice).toEqual({ type: "auto", disable_parallel_tool_use: true });
    const none = await ask(OPUS, { tools: [look], parallel_tool_calls: false, tool_choice: "none" });
    expect(none.body.tool_choice).toEqual({ type: "none" });
  });

  it("case 16: a model that cannot be forced is asked, and under `enforce` text is no success", async () => {
    const request = { tools: [look], tool_choice: "required" };
    const asked = await ask(FABLE, request);
    expect(asked.body.tool_choice).toEqual({ type: "auto" });
    expect(JSON.stringify(asked.body.system)).toMatch(/call/);
    expect(asked.warned).toEqual(["tool_choice"]);
    const enforced = await ask(FABLE, request, { compat: { enforce: true } });
    expect(enforced.error).toMatchObject({ kind: "bad_generation" });
  });

  it("case 17: `none` keeps the tools beside a history that has calls", async () => {
    const { body } = await ask(OPUS, { messages: history("a"), tools: [look], tool_choice: "none" });
    expect(body).toMatchObject({ tools: [{ name: "look" }], tool_choice: { type: "none" } });
  });

  it("case 18: a tool without parameters has an empty object for a schema", async () => {
    const { body } = await ask(OPUS, { tools: [{ type: "function", function: { name: "look" } }] });
    expect(body.tools).toEqual([{ name: "look", input_schema: { type: "object", properties: {} } }]);
  });

  it("case 27: a custom tool is a function of one string, and its call comes back as custom", async () => {
    const grammar = { syntax: "lark", definition: "start: WORD" };
    const tools = [{ type: "custom", custom: { name: "write", format: { type: "grammar", grammar } } }];
    const use = { type: "tool_use", id: "t1", name: "write", input: { input: 'raw "text"' } };
    const answers = [json(anthropicMessage([use], { stop_reason: "tool_use" }))];
    const { body, completion, warned } = await ask(OPUS, { tools }, { answers });
    expect(body.tools).toMatchObject([
      {
        name: "write",
        description: expect.stringContaining("start: WORD"),
        input_schema: { properties: { input: { type: "string" } }, required: ["input"] },
      },
    ]);
    expect(warned).toEqual(["tools"]);
    expect(completion.choices[0]?.message.tool_calls).toEqual([
      { id: "t1", type: "custom", custom: { name: "write", input: 'raw "text"' } },
    ]);
  });
});

describe("anthropic · parameters", () => {
  it("case 9: max_tokens is always there, and the SDK does not throw for its size", async () => {
    const { body, completion } = await ask(OPUS, {});
    expect(body.max_tokens).toBeGreaterThan(0);
    expect(completion.choices[0]?.message.content).toBe("ok");
  });

  it("case 10: max_completion_tokens wins over max_tokens", async () => {
    const { body } = await ask(OPUS, { max_tokens: 100, max_completion_tokens: 200 });
    expect(body.max_tokens).toBe(200);
  });

  it("case 11: temperature is clamped where the model takes it, under the older version, and left out elsewhere", async () => {
    const older = await ask(HAIKU_4_5, { temperature: 1.7 });
    expect(older.body.temperature).toBe(1);
    expect(older.sent[0]?.headers["anthropic-version"]).toBe("2023-06-01");
    expect(older.warned).toEqual(["temperature"]);
    const newer = await ask(OPUS, { temperature: 1.7, top_p: 0.5, top_k: 3 });
    for (const key of ["temperature", "top_p", "top_k"]) expect(newer.body).not.toHaveProperty(key);
    expect(newer.sent[0]?.headers["anthropic-version"]).toBe("2026-10-21");
    expect(newer.warned).toEqual(["temperature", "top_p", "top_k"]);
  });

  it("case 12: temperature and top_p exclude each other", async () => {
    const { body, warned } = await ask(HAIKU_4_5, { temperature: 0.5, top_p: 0.9 });
    expect(body).toMatchObject({ temperature: 0.5 });
    expect(body).not.toHaveProperty("top_p");
    expect(warned).toEqual(["top_p"]);
  });

  it("case 13: blank stop sequences are left out with a warning; one is a list", async () => {
    const several = await ask(OPUS, { stop: ["\n", " ", "END"] });
    expect(several.body.stop_sequences).toEqual(["END"]);
    expect(several.warned).toEqual(["stop"]);
    expect((await ask(OPUS, { stop: "END" })).body.stop_sequences).toEqual(["END"]);
  });

  it("case 14: one answer a request", async () => {
    expect((await ask(OPUS, { n: 2 })).error).toMatchObject({ kind: "unsupported", param: "n" });
    const one = await ask(OPUS, { n: 1 });
    expect(one.body).not.toHaveProperty("n");
    expect(one.warned).toEqual([]);
  });

  it("case 25: the last four cache marks stay", async () => {
    const parts = Array.from({ length: 5 }, (_, at) => ({
      ...text(String(at)),
      prompt_cache_breakpoint: { mode: "explicit" },
    }));
    const { body, warned } = await ask(OPUS, { messages: [user(parts)] });
    const marks = (messagesOf(body)[0]!.content as { cache_control?: object }[]).map((block) => block.cache_control);
    expect(marks).toEqual([undefined, ...Array(4).fill({ type: "ephemeral" })]);
    expect(warned).toEqual(["prompt_cache_breakpoint"]);
  });

  it("case 26: the safety identifier is the user; OpenAI's metadata is another thing", async () => {
    const { body, warned } = await ask(OPUS, { metadata: { k: "v" }, user: "u", safety_identifier: "s" });
    expect(body.metadata).toEqual({ user_id: "s" });
    expect(warned).toEqual(["metadata"]);
  });
});

describe("anthropic · structured output", () => {
  it("case 19: a schema is brought into the subset, and the caller's stays as it was", async () => {
    const schema = {
      type: "object",
      properties: {
        age: { type: "integer", minimum: 3 },
        code: { type: "string", pattern: "^a+$" },
        either: { oneOf: [{ type: "string" }, { $ref: "#/$defs/inner" }] },
      },
      required: ["age", "code", "either"],
      $defs: { inner: { type: "object", properties: { x: { type: "string" } } } },
    };
    const before = structuredClone(schema);
    const response_format = { type: "json_schema", json_schema: { name: "it", schema } };
    const { body } = await ask(OPUS, { response_format });
    expect(schema).toEqual(before);
    const { format } = body.output_config as { format: { schema: Record<string, unknown> } };
    expect(format).toMatchObject({
      type: "json_schema",
      schema: {
        additionalProperties: false,
        properties: {
          age: { type: "integer", description: expect.stringContaining("minimum") },
          code: { type: "string", description: expect.stringContaining("pattern") },
          either: { anyOf: [{ type: "string" }, { $ref: "#/$defs/inner" }] },
        },
        $defs: { inner: { additionalProperties: false } },
      },
    });
    expect(JSON.stringify(format.schema)).not.toMatch(/"(?:minimum|pattern|oneOf)":/);
  });

  it("case 20: schema-less JSON is asked for with a warning, an error under `strict`", async () => {
    const request = { response_format: { type: "json_object" } };
    const { body, warned } = await ask(OPUS, request);
    expect(JSON.stringify(body.system)).toMatch(/JSON object/);
    expect(warned).toEqual(["response_format"]);
    const strict = await ask(OPUS, request, { router: { strict: true } });
    expect(strict.error).toMatchObject({ kind: "unsupported" });
    expect(strict.sent).toHaveLength(0);
  });
});

describe("anthropic · reasoning", () => {
  it("case 21: effort `none` is the least effort where thinking cannot be turned off", async () => {
    const opus = await ask(OPUS, { reasoning_effort: "none" });
    expect(opus.body).toMatchObject({ output_config: { effort: "low" } });
    expect(JSON.stringify(opus.body.thinking ?? {})).not.toContain("disabled");
    expect(opus.warned).toEqual(["reasoning_effort"]);
    const sonnet = await ask(SONNET_4_6, { reasoning_effort: "none" });
    expect(sonnet.body.thinking).toEqual({ type: "disabled" });
  });

  it("case 22: an older model thinks within a budget, and samples no more", async () => {
    const { body, warned } = await ask(SONNET_4_5, { reasoning_effort: "high", temperature: 0.5, max_tokens: 4_000 });
    const { type, budget_tokens } = body.thinking as { type: string; budget_tokens: number };
    expect(type).toBe("enabled");
    expect(budget_tokens).toBeGreaterThanOrEqual(1_024);
    expect(budget_tokens).toBeLessThan(body.max_tokens as number);
    expect(body).not.toHaveProperty("temperature");
    expect(body).not.toHaveProperty("output_config");
    expect(warned).toContain("temperature");
  });
});

describe("anthropic · media", () => {
  it("case 23: images of four types or https addresses, and nothing else", async () => {
    const image = (url: string) => ({ messages: [user([{ type: "image_url", image_url: { url } }])] });
    for (const url of ["data:image/svg+xml;base64,AAAA", "http://example.com/a.png"]) {
      const { error, sent } = await ask(OPUS, image(url));
      expect(error).toMatchObject({ kind: "unsupported" });
      expect(sent).toHaveLength(0);
    }
    const { body } = await ask(OPUS, image("data:image/png;charset=x;base64,AA AA"));
    expect(messagesOf(body)[0]?.content).toEqual([
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    ]);
    const https = await ask(OPUS, image("https://example.com/a.png"));
    expect(messagesOf(https.body)[0]?.content).toMatchObject([{ source: { type: "url" } }]);
  });
});
