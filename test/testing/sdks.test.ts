import Anthropic from "@anthropic-ai/sdk";
import { type GenerativeModel, GoogleGenerativeAI, SchemaType } from "@google/generative-ai";
import OpenAI from "openai";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { simulate } from "../../src/testing/index.ts";

const sim = await simulate();
const openai = new OpenAI({ ...sim.providers.openai, maxRetries: 0 });
const anthropic = new Anthropic({ ...sim.providers.anthropic, maxRetries: 0 });

function gemini(config: Partial<Parameters<GoogleGenerativeAI["getGenerativeModel"]>[0]> = {}): GenerativeModel {
  const client = new GoogleGenerativeAI(sim.gemini.apiKey);
  return client.getGenerativeModel({ model: "gemini-x", ...config }, { baseUrl: sim.gemini.baseURL });
}

beforeEach(() => sim.reset());
afterAll(() => sim.close());

const PARAMETERS = { type: "object", properties: { city: { type: "string" }, days: { type: "integer" } } } as const;
const PERSON = {
  type: "object",
  properties: {
    name: { type: "string" },
    age: { type: "integer", minimum: 18 },
    tags: { type: "array", items: { type: "string" } },
  },
  required: ["name", "age", "tags"],
  additionalProperties: false,
};
const A_PERSON = { name: "name", age: 18, tags: ["tags"] };

describe("the openai SDK", () => {
  const messages = [{ role: "user" as const, content: "hello there" }];
  const tools = [{ type: "function" as const, function: { name: "weather", parameters: PARAMETERS } }];

  it("gets a completion with usage", async () => {
    const completion = await openai.chat.completions.create({ model: "gpt-x", messages });
    expect(completion).toMatchObject({ object: "chat.completion", model: "gpt-x" });
    expect(completion.id).toMatch(/^chatcmpl-[0-9a-f]{24}$/);
    expect(completion._request_id).toMatch(/^req_/);
    expect(completion.choices[0]).toMatchObject({
      index: 0,
      finish_reason: "stop",
      message: { role: "assistant", content: "echo: hello there" },
    });
    expect(completion.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 });
  });

  it("streams, with the usage chunk only when asked", async () => {
    const plain = await collect(await openai.chat.completions.create({ model: "gpt-x", messages, stream: true }));
    expect(plain.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe("echo: hello there");
    expect(plain[0]?.choices[0]?.delta.role).toBe("assistant");
    expect(plain.at(-1)?.choices[0]?.finish_reason).toBe("stop");
    expect(plain.some((chunk) => chunk.usage)).toBe(false);
    expect(plain.length).toBeGreaterThan(4);

    const withUsage = await collect(
      await openai.chat.completions.create({
        model: "gpt-x",
        messages,
        stream: true,
        stream_options: { include_usage: true },
      }),
    );
    expect(withUsage.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 5 } });
  });

  it("calls tools whole and in pieces, forced or asked for", async () => {
    const forced = await openai.chat.completions.create({ model: "gpt-x", messages, tools, tool_choice: "required" });
    expect(forced.choices[0]?.finish_reason).toBe("tool_calls");
    expect(forced.choices[0]?.message.content).toBeNull();
    expect(forced.choices[0]?.message.tool_calls).toEqual([
      {
        id: expect.stringMatching(/^call_/),
        type: "function",
        function: { name: "weather", arguments: '{"city":"city","days":1}' },
      },
    ]);

    const asked = [{ role: "user" as const, content: "Please use the tool." }];
    const stream = openai.chat.completions.stream({ model: "gpt-x", messages: asked, tools });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      type: "function",
      function: { name: "weather", arguments: '{"city":"city","days":1}' },
    });
  });

  it("calls none where the request forbids it", async () => {
    const asked = [{ role: "user" as const, content: "use the tool" }];
    const none = await openai.chat.completions.create({ model: "gpt-x", messages: asked, tools, tool_choice: "none" });
    expect(none.choices[0]?.message).toMatchObject({ content: "echo: use the tool" });
    const body = {
      model: "claude-x",
      max_tokens: 50,
      messages: asked,
      tools: [{ name: "f", input_schema: PARAMETERS }],
    };
    expect(await anthropic.messages.create({ ...body, tool_choice: { type: "none" } })).toMatchObject({
      content: [{ type: "text", text: "echo: use the tool" }],
    });
  });

  it("runs a tool round trip to its end", async () => {
    const runner = openai.chat.completions.runTools({
      model: "gpt-x",
      messages: [{ role: "user", content: "use the tool" }],
      tools: [
        {
          type: "function",
          function: { name: "weather", description: "", parameters: PARAMETERS, function: () => "sunny" },
        },
      ],
    });
    expect(await runner.finalContent()).toBe("echo: sunny");
    expect(sim.openai.count).toBe(2);
  });

  it("gets JSON by schema", async () => {
    const response_format = {
      type: "json_schema" as const,
      json_schema: { name: "person", schema: PERSON, strict: true },
    };
    const completion = await openai.chat.completions.create({ model: "gpt-x", messages, response_format });
    expect(JSON.parse(completion.choices[0]?.message.content ?? "")).toEqual(A_PERSON);
  });

  it("gets what the script says: text, reasoning, usage, finish, model", async () => {
    sim.openai.reply({
      text: "deep",
      reasoning: "hmm",
      usage: { inputTokens: 100, outputTokens: 9, cacheReadTokens: 60, reasoningTokens: 4 },
      finishReason: "length",
      model: "gpt-y",
    });
    const completion = await openai.chat.completions.create({ model: "gpt-x", messages });
    expect(completion.model).toBe("gpt-y");
    expect(completion.choices[0]).toMatchObject({
      finish_reason: "length",
      message: { content: "deep", reasoning_content: "hmm" },
    });
    expect(completion.usage).toMatchObject({
      prompt_tokens: 100,
      completion_tokens: 9,
      prompt_tokens_details: { cached_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 4 },
    });
  });

  it("lists models and reads errors", async () => {
    expect((await collect(openai.models.list())).map((model) => model.id)).toContain("gpt-5.5");
    sim.openai.fail("quota_429");
    const error = await openai.chat.completions.create({ model: "gpt-x", messages }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: "insufficient_quota", type: "insufficient_quota" });
  });
});

describe("the Anthropic SDK", () => {
  const base = { model: "claude-x", max_tokens: 100, messages: [{ role: "user" as const, content: "hello there" }] };
  const tools = [{ name: "weather", input_schema: PARAMETERS }];

  it("gets a message with usage", async () => {
    const message = await anthropic.messages.create({ ...base, system: "Be brief." });
    expect(message).toMatchObject({ type: "message", role: "assistant", model: "claude-x", stop_reason: "end_turn" });
    expect(message.content).toMatchObject([{ type: "text", text: "echo: hello there" }]);
    expect(message.usage).toMatchObject({ input_tokens: 5, output_tokens: 5, cache_read_input_tokens: 0 });
  });

  it("streams named events that the SDK puts together", async () => {
    const types = (await collect(await anthropic.messages.create({ ...base, stream: true }))).map(
      (event) => event.type,
    );
    expect(types.slice(0, 3)).toEqual(["message_start", "content_block_start", "content_block_delta"]);
    expect(types.slice(-3)).toEqual(["content_block_stop", "message_delta", "message_stop"]);
    const message = await anthropic.messages.stream(base).finalMessage();
    expect(message.content).toMatchObject([{ type: "text", text: "echo: hello there" }]);
    expect(message.usage.output_tokens).toBe(5);
  });

  it("gets thinking with its signature, and a tool call, streamed like whole", async () => {
    sim.anthropic.reply({
      reasoning: "hmm",
      text: "well",
      toolCalls: [{ name: "weather", arguments: { city: "Brno" } }],
    });
    const content = [
      { type: "thinking", thinking: "hmm", signature: expect.stringMatching(/./) },
      { type: "text", text: "well" },
      { type: "tool_use", id: expect.stringMatching(/^toolu_\w+$/), name: "weather", input: { city: "Brno" } },
    ];
    const whole = await anthropic.messages.create({ ...base, tools });
    expect(whole.content).toMatchObject(content);
    expect(whole.stop_reason).toBe("tool_use");
    expect((await anthropic.messages.stream({ ...base, tools }).finalMessage()).content).toMatchObject(content);
  });

  it("calls the tool that is forced, and answers its result", async () => {
    const message = await anthropic.messages.create({ ...base, tools, tool_choice: { type: "tool", name: "weather" } });
    expect(message.content).toMatchObject([{ type: "tool_use", name: "weather", input: { city: "city", days: 1 } }]);
    const call = message.content[0] as Anthropic.ToolUseBlock;
    const result = { type: "tool_result" as const, tool_use_id: call.id, content: "sunny" };
    const messages = [
      ...base.messages,
      { role: "assistant" as const, content: message.content },
      { role: "user" as const, content: [result] },
    ];
    expect((await anthropic.messages.create({ ...base, messages, tools })).content).toMatchObject([
      { text: "echo: sunny" },
    ]);
  });

  it("gets JSON by schema, and cache tokens apart from input", async () => {
    const message = await anthropic.messages.create({
      ...base,
      output_config: {
        format: {
          type: "json_schema",
          schema: { ...PERSON, properties: { ...PERSON.properties, age: { type: "integer" } } },
        },
      },
    });
    expect(JSON.parse((message.content[0] as Anthropic.TextBlock).text)).toEqual({ ...A_PERSON, age: 1 });
    sim.anthropic.reply({ usage: { inputTokens: 100, cacheReadTokens: 60, cacheWriteTokens: 30 } });
    expect((await anthropic.messages.create(base)).usage).toMatchObject({
      input_tokens: 10,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 30,
    });
  });

  it("stops at the token limit, refuses a body without max_tokens, lists models, reads errors", async () => {
    const cut = await anthropic.messages.create({ ...base, max_tokens: 2 });
    expect(cut).toMatchObject({ stop_reason: "max_tokens", content: [{ text: "echo: he" }] });
    const { max_tokens: _, ...incomplete } = base;
    await expect(anthropic.messages.create(incomplete as typeof base)).rejects.toMatchObject({ status: 400 });
    expect((await collect(anthropic.models.list())).length).toBeGreaterThan(0);
    sim.anthropic.fail("overloaded");
    await expect(anthropic.messages.create(base)).rejects.toMatchObject({ status: 529, type: "overloaded_error" });
  });
});

describe("the Google SDK", () => {
  const functionDeclarations = [
    {
      name: "weather",
      parameters: { type: SchemaType.OBJECT, properties: { city: { type: SchemaType.STRING } as const } },
    },
  ];

  it("gets a response with usage", async () => {
    const { response } = await gemini({ systemInstruction: "Be brief." }).generateContent("hello there");
    expect(response.text()).toBe("echo: hello there");
    expect(response.candidates?.[0]?.finishReason).toBe("STOP");
    expect(response.usageMetadata).toEqual({ promptTokenCount: 5, candidatesTokenCount: 5, totalTokenCount: 10 });
  });

  it("streams; usage is a running total and the finish comes last", async () => {
    const chunks = await collect((await gemini().generateContentStream("hello there")).stream);
    expect(chunks.map((chunk) => chunk.text()).join("")).toBe("echo: hello there");
    const totals = chunks.map((chunk) => chunk.usageMetadata?.candidatesTokenCount ?? 0);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    expect(totals.at(-1)).toBe(5);
    expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason).filter(Boolean)).toEqual(["STOP"]);
  });

  it("calls tools, the first call signed", async () => {
    const model = gemini({ tools: [{ functionDeclarations }] });
    const { response } = await model.generateContent("use the tool");
    expect(response.functionCalls()).toEqual([{ name: "weather", args: { city: "city" } }]);
    const parts = response.candidates?.[0]?.content.parts;
    expect(parts?.[0]).toHaveProperty("thoughtSignature");
    const answer = await model.generateContent([{ functionResponse: { name: "weather", response: { sky: "blue" } } }]);
    expect(answer.response.text()).toBe('echo: {"sky":"blue"}');
  });

  it("gets JSON by schema, thoughts beside the answer, its own finish words", async () => {
    const schema = { type: SchemaType.OBJECT, properties: { ok: { type: SchemaType.BOOLEAN } as const } } as const;
    const config = { responseMimeType: "application/json", responseSchema: schema };
    const { response } = await gemini({ generationConfig: config }).generateContent("hello");
    expect(JSON.parse(response.text())).toEqual({ ok: true });

    sim.gemini.reply({
      text: "well",
      reasoning: "hmm",
      usage: { outputTokens: 9, reasoningTokens: 4 },
      finishReason: "content_filter",
    });
    const raw = (await gemini().generateContent("hello")).response;
    expect(raw.candidates?.[0]).toMatchObject({
      finishReason: "SAFETY",
      content: { parts: [{ text: "hmm", thought: true }, { text: "well" }] },
    });
    expect(raw.usageMetadata).toMatchObject({ candidatesTokenCount: 5, thoughtsTokenCount: 4 });
  });

  it("finds a blocked prompt in an answer without candidates, whole or streamed", async () => {
    sim.gemini.fail("content_filter");
    const { response } = await gemini().generateContent("hello");
    expect(response.promptFeedback?.blockReason).toBe("PROHIBITED_CONTENT");
    expect(() => response.text()).toThrow("PROHIBITED_CONTENT");
    const chunks = [];
    for await (const chunk of (await gemini().generateContentStream("hello")).stream) chunks.push(chunk);
    expect(chunks).toMatchObject([{ promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }]);
  });

  it("reads errors with their details", async () => {
    sim.gemini.fail({ fault: "status_429_retry_after", retryAfterMs: 34_000 });
    await expect(gemini().generateContent("hello")).rejects.toMatchObject({
      status: 429,
      errorDetails: [{ violations: [{ quotaId: expect.stringContaining("PerMinute") }] }, { retryDelay: "34s" }],
    });
  });

  it("gets one JSON array without alt=sse", async () => {
    const url = `${sim.gemini.baseURL}/v1beta/models/gemini-x:streamGenerateContent`;
    const body = JSON.stringify({ contents: [{ parts: [{ text: "hello" }] }] });
    const answers = (await (await fetch(url, { method: "POST", body })).json()) as unknown[];
    expect(answers).toMatchObject([{ candidates: [{ finishReason: "STOP" }] }]);
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
