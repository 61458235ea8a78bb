import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import OpenAI6 from "openai-6";
import { expect, it } from "vitest";
import { z } from "zod";
import { sent, thrownBy } from "./cases/feature.ts";
import { runOwn } from "./cases/run.ts";

const CLASSES = { "openai 7": OpenAI, "openai 6": OpenAI6 as unknown as typeof OpenAI };

const hello = [{ role: "user" as const, content: "hello" }];
const TOOL = {
  type: "function" as const,
  function: {
    ...{ name: "get_weather", description: "the weather", strict: true },
    parameters: {
      ...{ $schema: "http://json-schema.org/draft-07/schema#", type: "object", additionalProperties: false },
      ...{ properties: { city: { type: "string" } }, required: ["city"] },
    },
  },
};
const call = {
  id: "call_1",
  type: "function" as const,
  function: { name: "get_weather", arguments: '{"city":"Brno"}' },
};

/** Bodies that clients make by default, or users as a matter of course: some targets warn, none may refuse. */
const BODIES: Readonly<Record<string, Partial<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>>> = {
  "temperature and top_p": { temperature: 0.7, top_p: 0.9 },
  "a strict tool with $schema": { tools: [TOOL], tool_choice: "auto", parallel_tool_calls: true },
  "one call at a time": { tools: [TOOL], parallel_tool_calls: false },
  "a named tool": { tools: [TOOL], tool_choice: { type: "function", function: { name: "get_weather" } } },
  "no tool may be used": { tools: [TOOL], tool_choice: "none" },
  "an empty list of tools": { tools: [] },
  "a developer's message": { messages: [{ role: "developer", content: "Be brief." }, ...hello] },
  "a name": { messages: [{ role: "user", content: "hello", name: "eva" }] },
  "parts of text": {
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "hel" },
          { type: "text", text: "lo" },
        ],
      },
    ],
  },
  "null content beside a call": {
    messages: [
      ...hello,
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "call_1", content: "sunny" },
    ],
    tools: [TOOL],
  },
  "empty content beside a call, a result in parts": {
    messages: [
      ...hello,
      { role: "assistant", content: "", tool_calls: [call] },
      { role: "tool", tool_call_id: "call_1", content: [{ type: "text", text: "sunny" }] },
    ],
    tools: [TOOL],
  },
  "an empty result": {
    messages: [
      ...hello,
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "call_1", content: "" },
    ],
    tools: [TOOL],
  },
  max_tokens: { max_tokens: 100 },
  "one stop sequence": { stop: "HALT" },
  "n of 1": { n: 1 },
  "seed and penalties": { seed: 7, frequency_penalty: 0.1, presence_penalty: 0.1 },
  "metadata and store": { metadata: { a: "b" }, store: true },
  "no logprobs": { logprobs: false },
  "user and a cache key": { user: "u", prompt_cache_key: "k", safety_identifier: "s" },
  "a service tier": { service_tier: "auto" },
  "an effort": { reasoning_effort: "low", max_completion_tokens: 4000 },
  "no effort": { reasoning_effort: "none" },
  "a verbosity": { verbosity: "low" },
  nulls: {
    temperature: null,
    stop: null,
    n: null,
    seed: null,
    max_tokens: null,
    logit_bias: null,
    stream_options: null,
  },
  "a prediction": { prediction: { type: "content", content: "hello" } },
};

for (const [name, Class] of Object.entries(CLASSES)) {
  const over = (fetch: typeof globalThis.fetch) => new Class({ apiKey: "-", fetch });

  runOwn(name, "bodies", over, ({ stand }) => {
    it.each(Object.keys(BODIES))("%s", async (body) => {
      const { client, upstream, model } = stand();
      const choice = (BODIES[body]!.tool_choice as { type?: string } | undefined)?.type;
      const params = { model, messages: hello, ...BODIES[body] };
      const whole = await client.chat.completions.create(params);
      expect(whole.choices).toHaveLength(1);
      expect(whole.choices[0]!.finish_reason).toBe(choice ? "tool_calls" : "stop");
      const { stream_options: _, ...rest } = params;
      let finish: string | null = null;
      for await (const chunk of await client.chat.completions.create({ ...rest, stream: true }))
        finish = chunk.choices[0]?.finish_reason ?? finish;
      expect(finish).toBe(choice ? "tool_calls" : "stop");
      expect(upstream.count).toBe(2);
    });

    it("json_object", async () => {
      const { client, upstream, model } = stand();
      upstream.reply('{"a":1}');
      const messages = [{ role: "user" as const, content: "Answer in JSON." }];
      const response_format = { type: "json_object" as const };
      const { choices } = await client.chat.completions.create({ model, messages, response_format });
      expect(JSON.parse(choices[0]!.message.content!)).toEqual({ a: 1 });
    });
  });

  runOwn(name, "models", over, ({ provider, stand }) => {
    it("are the names that may be used", async () => {
      const { client, chain, reasoner } = stand();
      const ids = [];
      for await (const { id } of client.models.list()) ids.push(id);
      expect(ids).toEqual(expect.arrayContaining([chain, reasoner]));
    });

    it("are known one by one, aliases and targets", async () => {
      const { client, model, chain } = stand();
      expect(await client.models.retrieve(chain)).toMatchObject({ id: chain, object: "model" });
      expect(await client.models.retrieve(model)).toMatchObject({ id: model, owned_by: provider });
    });

    it("are a 404 where there is none", async () => {
      const { client } = stand();
      expect(await thrownBy(client.models.retrieve("no-such-model"))).toBeInstanceOf(Class.NotFoundError);
    });
  });

  runOwn(name, "answers", over, ({ provider, stand }) => {
    it("have a request id, on success and on failure", async () => {
      const { client, upstream, model } = stand();
      const completion = await client.chat.completions.create({ model, messages: hello });
      expect(completion._request_id).toMatch(/^call_/);
      upstream.fail("status_400");
      const error = await thrownBy(client.chat.completions.create({ model, messages: hello }));
      expect(error).toMatchObject({
        requestID: expect.stringMatching(/^call_/),
        error: { message: expect.any(String) },
      });
    });

    it("are not asked for again by the client's own retries", async () => {
      const { client, upstream, model } = stand();
      upstream.fail("status_503");
      await thrownBy(client.chat.completions.create({ model, messages: hello }));
      expect(upstream.count).toBe(1);
    });

    it("tell when to come back", async () => {
      const { client, upstream, model } = stand();
      upstream.fail("status_429_retry_after");
      const error = (await thrownBy(client.chat.completions.create({ model, messages: hello }))) as {
        headers: Headers;
      };
      expect(error.headers.get("retry-after")).toBe("1");
    });

    it("have the usage chunk where it was asked for, and nowhere else", async () => {
      const { client, model } = stand();
      for (const include_usage of [true, false]) {
        const params = { model, messages: hello, stream: true as const, stream_options: { include_usage } };
        const usages = [];
        for await (const chunk of await client.chat.completions.create(params))
          if (chunk.choices.length === 0) usages.push(chunk.usage);
        expect(usages).toHaveLength(include_usage ? 1 : 0);
      }
    });

    it("give the reasoning beside the text", async () => {
      const { client, upstream, model } = stand();
      upstream.reply({ text: "an answer", reasoning: "a thought" });
      const { choices } = await client.chat.completions.create({ model, messages: hello });
      expect(choices[0]!.message).toMatchObject({ content: "an answer", reasoning_content: "a thought" });
    });

    it("that are cut are no parsed answers", async () => {
      const { client, upstream, model } = stand();
      upstream.reply({ text: '{"a":', finishReason: "length" });
      const response_format = zodResponseFormat(z.object({ a: z.number() }), "a");
      const error = await thrownBy(client.chat.completions.parse({ model, messages: hello, response_format }));
      expect((error as Error).constructor.name).toBe("LengthFinishReasonError");
    });

    it("that are late are the client's own timeout", async () => {
      const { client, upstream, model } = stand();
      upstream.fail("hang_before_headers");
      const late = client.chat.completions.create({ model, messages: hello }, { timeout: 100, maxRetries: 0 });
      expect(await thrownBy(late)).toBeInstanceOf(Class.APIConnectionTimeoutError);
    });

    it("that are aborted are the client's own abort", async () => {
      const { client, upstream, model } = stand();
      upstream.fail("hang_before_headers");
      const { signal } = new AbortController();
      const aborted = AbortSignal.any([signal, AbortSignal.timeout(50)]);
      const error = await thrownBy(client.chat.completions.create({ model, messages: hello }, { signal: aborted }));
      expect(error).toBeInstanceOf(Class.APIUserAbortError);
    });

    it("come by way of .withResponse() and .asResponse(), too", async () => {
      const one = stand();
      const { client, model } = one;
      const { data, response } = await client.chat.completions.create({ model, messages: hello }).withResponse();
      expect(data.choices[0]!.message.content).toBe("echo: hello");
      expect(response.headers.get("x-llmux-target")).toBe(model);
      const raw = await client.chat.completions.create({ model, messages: hello, stream: true }).asResponse();
      expect(await raw.text()).toMatch(/data: \[DONE\]\n\n$/);
      expect(sent(one)).toContain(provider === "gemini" ? "contents" : "messages");
    });
  });
}
