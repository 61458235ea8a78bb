import { createRouter, isLlmuxError, type Router } from "llmux";
import { asOpenAI } from "llmux/openai";
import { type Simulation, simulate } from "llmux/testing";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { unhandledDuring } from "../support/unhandled.ts";

const messages = [{ role: "user" as const, content: "hello there" }];
const TARGETS = [
  ["openai", "openai/gpt-5.5"],
  ["anthropic", "anthropic/claude-sonnet-5"],
  ["gemini", "gemini/gemini-3.8-flash"],
] as const;
const MODEL = TARGETS[0][1];
const PERSON = {
  type: "json_schema" as const,
  json_schema: {
    name: "person",
    strict: true,
    schema: {
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
      additionalProperties: false,
    },
  },
};

let sim: Simulation;
let router: Router;
let client: OpenAI;

beforeAll(async () => {
  sim = await simulate();
});
beforeEach(async () => {
  sim.reset();
  await router?.close();
  router = createRouter({ providers: sim.providers, retry: { maxRetries: 0 }, breaker: false });
  client = asOpenAI(router);
});
afterAll(async () => {
  await router.close();
  await sim.close();
});

const rejection = (promise: PromiseLike<unknown>) =>
  Promise.resolve(promise).then(
    () => {
      throw new Error("it did not reject");
    },
    (error: unknown) => error,
  );

describe.each(TARGETS)("asOpenAI over %s", (name, model) => {
  it("create: the router's answer", async () => {
    sim[name].reply("an answer");
    const completion = await client.chat.completions.create({ model, messages });
    expect(completion.choices[0]?.message.content).toBe("an answer");
    expect(completion).toMatchObject({ x_llmux: { target: model } });
    expect(completion._request_id).toMatch(/^call_/);
  });

  it("stream(): events and the final completion", async () => {
    sim[name].reply({ text: "one two", chunks: ["one ", "two"] });
    const runner = client.chat.completions.stream({ model, messages });
    const deltas: string[] = [];
    runner.on("content", (delta) => deltas.push(delta));
    expect(await runner.finalContent()).toBe("one two");
    expect(deltas.join("")).toBe("one two");
    expect((await runner.finalChatCompletion()).choices[0]?.finish_reason).toBe("stop");
  });

  it("parse(): the answer as the schema's object", async () => {
    sim[name].reply('{"name":"Ada"}');
    const completion = await client.chat.completions.parse({
      model,
      messages,
      response_format: { ...PERSON, $brand: "auto-parseable-response-format", $parseRaw: JSON.parse } as typeof PERSON,
    });
    expect(completion.choices[0]?.message.parsed).toEqual({ name: "Ada" });
  });

  it.each([false, true])("runTools(): calls the function and sends its result (stream: %s)", async (stream) => {
    sim[name].script([{ toolCalls: [{ name: "weather", arguments: { city: "Bern" } }] }, "It rains in Bern."]);
    const asked: unknown[] = [];
    const weather = {
      type: "function" as const,
      function: {
        name: "weather",
        description: "The weather in a city",
        parameters: { type: "object", properties: { city: { type: "string" } } },
        parse: (text: string) => JSON.parse(text) as { city: string },
        function: (args: { city: string }) => {
          asked.push(args);
          return "rain";
        },
      },
    };
    const runner = client.chat.completions.runTools({
      model,
      messages,
      tools: [weather],
      stream,
    } as never) as unknown as { finalContent(): Promise<string | null> };
    expect(await runner.finalContent()).toBe("It rains in Bern.");
    expect(asked).toEqual([{ city: "Bern" }]);
    expect(sim[name].count).toBe(2);
    expect(JSON.stringify(sim[name].requests[1]?.body)).toContain("rain");
  });

  it("throws the class's own error in mid-stream, with what had come", async () => {
    sim[name].reply({ text: "a b c d", chunks: ["a ", "b ", "c ", "d"] });
    sim[name].fail({ fault: "reset_mid_stream", afterChunks: 2 });
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    const reading = (async () => {
      for await (const _ of stream);
    })();
    const error = await rejection(reading);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({
      kind: "stream_truncated",
      attempts: [{ target: model, status: "failed" }],
      partial: { content: expect.stringMatching(/^a/) },
    });
  });
});

describe("asOpenAI", () => {
  it("is an instance of the class, its own copy or a subclass; other parts go through router.fetch", async () => {
    expect(client).toBeInstanceOf(OpenAI);
    class Mine extends OpenAI {
      readonly isMine = true;
    }
    const mine = asOpenAI(router, Mine);
    expect(mine).toBeInstanceOf(Mine);
    expect(mine.isMine).toBe(true);
    expect((await mine.chat.completions.create({ model: MODEL, messages })).object).toBe("chat.completion");
    expect(await rejection(mine.embeddings.create({ model: "x", input: "y" }))).toBeInstanceOf(Mine.NotFoundError);
  });

  it.each([
    ["status_400", OpenAI.BadRequestError, "invalid_request", 400],
    ["bad_key", OpenAI.AuthenticationError, "auth", 401],
    ["status_403", OpenAI.PermissionDeniedError, "permission", 403],
    ["status_404", OpenAI.NotFoundError, "model_not_found", 404],
    ["status_409", OpenAI.ConflictError, "conflict", 409],
    ["status_422", OpenAI.UnprocessableEntityError, "invalid_request", 422],
    ["status_429", OpenAI.RateLimitError, "rate_limit", 429],
    ["quota_429", OpenAI.RateLimitError, "quota_exhausted", 429],
    ["status_500", OpenAI.InternalServerError, "server_error", 500],
    ["status_503", OpenAI.InternalServerError, "overloaded", 503],
    ["reset_before_response", OpenAI.APIConnectionError, "connection", undefined],
  ] as const)("rejects with the class's own error: %s", async (fault, Class, kind, status) => {
    sim.openai.fail(fault);
    for (const call of [
      client.chat.completions.create({ model: MODEL, messages }),
      client.chat.completions.create({ model: MODEL, messages, stream: true }),
      client.chat.completions.parse({ model: MODEL, messages }),
    ]) {
      const error = await rejection(call);
      expect(error).toBeInstanceOf(Class);
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({
        kind,
        attempts: [{ target: MODEL, status: "failed", fault: { kind } }],
        report: { route: MODEL },
        skipped: [],
      });
      expect((error as { status?: number }).status).toBe(status);
      expect(isLlmuxError((error as Error).cause)).toBe(true);
    }
  });

  it("rejects with its timeout class, phase included", async () => {
    sim.openai.fail("hang_before_headers");
    const error = await rejection(client.chat.completions.create({ model: MODEL, messages }, { timeout: 100 }));
    expect(error).toBeInstanceOf(OpenAI.APIConnectionTimeoutError);
    expect(error).toMatchObject({ kind: "timeout", phase: expect.any(String) });
  });

  it("refuses bad arguments with its BadRequestError, and an unknown model with its NotFoundError", async () => {
    expect(await rejection(client.chat.completions.create({ model: MODEL, messages: [] }))).toBeInstanceOf(
      OpenAI.BadRequestError,
    );
    expect(await rejection(client.chat.completions.create(undefined as never))).toBeInstanceOf(OpenAI.BadRequestError);
    expect(await rejection(client.chat.completions.create({ model: "nope", messages }))).toBeInstanceOf(
      OpenAI.NotFoundError,
    );
    expect(sim.openai.count).toBe(0);
  });

  it("rejects an aborted call with APIUserAbortError, and ends an aborted stream", async () => {
    sim.openai.fail("hang_before_headers");
    const controller = new AbortController();
    const call = client.chat.completions.create({ model: MODEL, messages }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    const error = await rejection(call);
    expect(error).toBeInstanceOf(OpenAI.APIUserAbortError);
    expect(error).toMatchObject({ kind: "aborted" });
    sim.reset();
    sim.openai.reply({ text: "a b c", chunks: ["a ", "b ", "c"], chunkDelayMs: 200 });
    const stream = await client.chat.completions.create({ model: MODEL, messages, stream: true });
    let chunks = 0;
    for await (const _ of stream) {
      chunks += 1;
      stream.controller.abort();
    }
    expect(chunks).toBeLessThan(4);
    const runner = client.chat.completions.stream({ model: MODEL, messages });
    runner.on("content", () => runner.abort());
    expect(await rejection(runner.finalContent())).toBeInstanceOf(OpenAI.APIUserAbortError);
  });

  it("has the promise of the SDK: withResponse, asResponse, _thenUnwrap", async () => {
    const { data, response, request_id } = await client.chat.completions
      .create({ model: MODEL, messages })
      .withResponse();
    expect(data).toHaveProperty("_request_id", request_id);
    expect(response.headers.get("x-llmux-target")).toBe(MODEL);
    const raw = await client.chat.completions.create({ model: MODEL, messages }).asResponse();
    expect(await raw.json()).toMatchObject({ object: "chat.completion" });
    sim.openai.reply('{"name":"Ada"}');
    const parsed = await client.chat.completions
      .parse({ model: MODEL, messages, response_format: PERSON })
      .withResponse();
    expect(parsed.data.choices[0]?.message).toHaveProperty("parsed");
    expect(parsed.request_id).toMatch(/^call_/);
  });

  it("has the stream of the SDK: tee and toReadableStream, failures the class's own", async () => {
    sim.openai.reply({ text: "one two", chunks: ["one ", "two"] });
    const [left, right] = (await client.chat.completions.create({ model: MODEL, messages, stream: true })).tee();
    for (const branch of [left, right]) {
      let text = "";
      for await (const chunk of branch) text += chunk.choices[0]?.delta.content ?? "";
      expect(text).toBe("one two");
    }
    sim.openai.fail({ fault: "reset_mid_stream", afterChunks: 2 });
    const broken = (await client.chat.completions.create({ model: MODEL, messages, stream: true })).toReadableStream();
    expect(await rejection(new Response(broken).text())).toMatchObject({
      kind: "stream_truncated",
      cause: expect.anything(),
    });
    const reader = (await client.chat.completions.create({ model: MODEL, messages, stream: true }))
      .toReadableStream()
      .getReader();
    expect(
      await rejection(
        (async () => {
          while (!(await reader.read()).done);
        })(),
      ),
    ).toBeInstanceOf(OpenAI.APIError);
  });

  it("has an iterator that can be iterated itself, as a generator can", async () => {
    const stream = await client.chat.completions.create({ model: MODEL, messages, stream: true });
    let text = "";
    for await (const chunk of stream[Symbol.asyncIterator]() as AsyncIterableIterator<OpenAI.ChatCompletionChunk>)
      text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe("echo: hello there");
  });

  it("leaves nothing unhandled where only what was derived is awaited", async () => {
    sim.openai.fail("status_400");
    const seen: unknown[] = [];
    const note = (error: unknown) => void seen.push(error);
    const unhandled = await unhandledDuring(async () => {
      const ask = () => client.chat.completions.create({ model: MODEL, messages });
      await ask().catch(note);
      await ask().withResponse().catch(note);
      await ask().asResponse().catch(note);
      await client.chat.completions.parse({ model: MODEL, messages }).catch(note);
      await client.chat.completions.parse({ model: MODEL, messages }).withResponse().catch(note);
      await client.chat.completions.stream({ model: MODEL, messages }).finalContent().catch(note);
    });
    expect(unhandled).toEqual([]);
    expect(seen.length).toBe(6);
    for (const error of seen) expect(error).toBeInstanceOf(OpenAI.APIError);
  });

  it("leaves it to the router to judge options: none is dropped in silence, and nothing throws at once", async () => {
    const ask = (options: unknown) => client.chat.completions.create({ model: MODEL, messages }, options as never);
    for (const [options, message] of [
      [{ maxCostUsd: 1 }, "maxCostUsd: not built yet"],
      [{ deadlineMS: 1 }, "deadlineMS: unknown option of this call; did you mean deadlineMs?"],
      [{ headers: "x: y" }, "headers: expected"],
      [{ headers: [1] }, "headers: expected"],
      [{ headers: { x: 1 } }, "headers.x: expected"],
      ["x", "options: expected an object"],
    ] as const) {
      const error = await rejection(ask(options));
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error).toMatchObject({ kind: "invalid_request", message: expect.stringContaining(message) });
    }
    expect(sim.openai.count).toBe(0);
    for (const options of [null, undefined, { headers: null }, { headers: [["x-mine", "1"]], signal: null }]) {
      expect(await ask(options)).toHaveProperty("choices");
    }
  });

  it("runTools() takes its own options", async () => {
    const runner = client.chat.completions.runTools(
      {
        model: MODEL,
        messages,
        tools: [
          {
            type: "function",
            function: {
              name: "f",
              description: "",
              parameters: { type: "object" },
              parse: JSON.parse,
              function: () => "",
            },
          },
        ],
      },
      { maxChatCompletions: 2, afterCompletion: () => {} } as never,
    );
    expect(await runner.finalContent()).toBe("echo: hello there");
  });

  it("passes the call's options on, and drops what the SDK's helpers add", async () => {
    const tags: unknown[] = [];
    router.on("call.start", (event) => tags.push(event.tags));
    const options = {
      tags: { a: "b" },
      headers: { "x-mine": "1", "x-stainless-helper-method": "x" },
      path: "/x",
      __metadata: {},
    };
    await client.chat.completions.create({ model: MODEL, messages }, options as never);
    expect(tags).toEqual([{ a: "b" }]);
    expect(sim.openai.requests[0]?.headers).toMatchObject({ "x-mine": "1" });
    expect(sim.openai.requests[0]?.headers).not.toHaveProperty("x-stainless-helper-method");
  });

  it.each([[undefined], [{ models: {} }]])("refuses at once what is no router: %j", (wrong) => {
    expect(() => asOpenAI(wrong as never)).toThrow("asOpenAI(): expected a router, such as createRouter() gives");
  });
});
