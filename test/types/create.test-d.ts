import {
  type CallPromise,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatStream,
  createRouter,
  type RouteReport,
} from "llmux";
import { asOpenAI } from "llmux/openai";
import OpenAI from "openai";
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
  ChatCompletionTool,
  ChatCompletionChunk as OpenAIChunk,
  ChatCompletion as OpenAICompletion,
} from "openai/resources/chat/completions";
import { describe, expectTypeOf, it } from "vitest";

const router = createRouter();
const { create } = router.chat.completions;
const messages: ChatCompletionMessageParam[] = [{ role: "user", content: "hello" }];

describe("create", () => {
  it("answers by what `stream` is", () => {
    expectTypeOf(create({ model: "chat", messages })).toEqualTypeOf<CallPromise<ChatCompletion>>();
    expectTypeOf(create({ model: "chat", messages, stream: false })).toEqualTypeOf<CallPromise<ChatCompletion>>();
    expectTypeOf(create({ model: "chat", messages, stream: true })).toEqualTypeOf<CallPromise<ChatStream>>();
    const stream = Math.random() > 0.5;
    expectTypeOf(create({ model: "chat", messages, stream })).toEqualTypeOf<CallPromise<ChatCompletion | ChatStream>>();
  });

  it("answers with the report, typed", async () => {
    const completion = await create({ model: "chat", messages });
    expectTypeOf(completion).not.toBeAny();
    expectTypeOf(completion.x_llmux).toEqualTypeOf<RouteReport>();
    expectTypeOf(completion.x_llmux.cost.usd).toEqualTypeOf<number | null>();
    expectTypeOf(completion.choices[0]!.message.content).toEqualTypeOf<string | null>();
    for await (const chunk of await create({ model: "chat", messages, stream: true })) {
      expectTypeOf(chunk).toEqualTypeOf<ChatCompletionChunk>();
      expectTypeOf(chunk.x_llmux).toEqualTypeOf<RouteReport | undefined>();
    }
  });

  it("takes a chain in place of a model, and knows its body's and options' fields", () => {
    create({ models: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"], messages });
    create({ model: "chat", messages }, { deadlineMs: 5_000, tags: { team: "search" }, cache: "refresh" });
    // @ts-expect-error: a body has messages
    create({ model: "chat" });
    // @ts-expect-error: not a field of the body
    create({ model: "chat", messages, temprature: 1 });
    // @ts-expect-error: not a call option
    create({ model: "chat", messages }, { deadline: 5_000 });
    // @ts-expect-error: milliseconds are a number
    create({ model: "chat", messages }, { timeout: "5s" });
  });

  it("has the derived promises of the OpenAI SDK", async () => {
    const call = create({ model: "chat", messages });
    expectTypeOf(call.asResponse()).toEqualTypeOf<Promise<Response>>();
    const { data, response, request_id } = await call.withResponse();
    expectTypeOf(data).toEqualTypeOf<ChatCompletion>();
    expectTypeOf(response).toEqualTypeOf<Response>();
    expectTypeOf(request_id).toEqualTypeOf<string>();
  });
});

describe("code written against the OpenAI SDK", () => {
  const tools: ChatCompletionTool[] = [
    { type: "function", function: { name: "weather", parameters: { type: "object", properties: {} } } },
  ];

  it("passes its bodies", () => {
    const body: ChatCompletionCreateParamsNonStreaming = { model: "chat", messages, tools, tool_choice: "auto" };
    const streaming: ChatCompletionCreateParamsStreaming = { model: "chat", messages, stream: true };
    expectTypeOf(create(body)).toEqualTypeOf<CallPromise<ChatCompletion>>();
    expectTypeOf(create(streaming)).toEqualTypeOf<CallPromise<ChatStream>>();
    create(body, { signal: new AbortController().signal, timeout: 1_000, maxRetries: 0, headers: { "x-trace": "1" } });
  });

  it("takes its answers", async () => {
    const completion: OpenAICompletion = await create({ model: "chat", messages });
    const history: ChatCompletionMessageParam[] = [...messages, completion.choices[0]!.message];
    await create({ model: "chat", messages: history });
    const stream: AsyncIterable<OpenAIChunk> = await create({ model: "chat", messages, stream: true });
    expectTypeOf(stream).not.toBeAny();
  });

  it("fits where a function over its client stood", async () => {
    const ask = async (completions: {
      create(body: ChatCompletionCreateParamsNonStreaming): PromiseLike<OpenAICompletion>;
    }) => (await completions.create({ model: "chat", messages })).choices[0]?.message.content;
    expectTypeOf(await ask(router.chat.completions)).toEqualTypeOf<string | null | undefined>();
    expectTypeOf(await ask(new OpenAI().chat.completions)).toEqualTypeOf<string | null | undefined>();
  });

  it("gets an OpenAI client", () => {
    expectTypeOf(asOpenAI(router)).toEqualTypeOf<OpenAI>();
    class Own extends OpenAI {
      readonly own = true;
    }
    expectTypeOf(asOpenAI(router, Own)).toEqualTypeOf<Own>();
    expectTypeOf(router.fetch).toEqualTypeOf<typeof globalThis.fetch>();
    new OpenAI({ apiKey: "-", fetch: router.fetch });
    // @ts-expect-error: not a client class
    asOpenAI(router, Date);
  });
});
