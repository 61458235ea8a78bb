import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateObject, generateText, Output, stepCountIs, streamText, tool } from "ai";
import { expect, it } from "vitest";
import { z } from "zod";
import { sent, thrownBy } from "./cases/feature.ts";
import { runOwn } from "./cases/run.ts";

const baseURL = "http://llmux.invalid/v1";
const person = z.object({ name: z.string(), age: z.number() });

runOwn(
  "ai 7, openai-compatible",
  "its own",
  (fetch) => ({
    plain: createOpenAICompatible({ name: "llmux", baseURL, fetch, includeUsage: true }),
    structured: createOpenAICompatible({ name: "llmux", baseURL, fetch, supportsStructuredOutputs: true }),
  }),
  ({ stand }) => {
    it("generateObject", async () => {
      const { client, upstream, model } = stand();
      upstream.reply(({ body }) => {
        const [first] = (body as { tools?: { name: string }[] }).tools ?? [];
        const value = { name: "Eva", age: 41 };
        return first ? { toolCalls: [{ name: first.name, arguments: value }] } : { text: JSON.stringify(value) };
      });
      const { object } = await generateObject({ model: client.structured(model), schema: person, prompt: "who?" });
      expect(object).toEqual({ name: "Eva", age: 41 });
    });

    it("generateObject without supportsStructuredOutputs, which keeps the schema to itself", async () => {
      const { client, upstream, model } = stand();
      upstream.reply('{"name":"Eva","age":41}');
      const { object } = await generateObject({ model: client.plain(model), schema: person, prompt: "JSON: who?" });
      expect(object).toEqual({ name: "Eva", age: 41 });
    });

    it("streamed objects", async () => {
      const { client, model } = stand();
      const output = Output.object({ schema: person });
      const result = streamText({ model: client.structured(model), output, prompt: "who?" });
      const partials = [];
      for await (const partial of result.partialOutputStream) partials.push(partial);
      expect(person.safeParse(partials.at(-1)).success).toBe(true);
    });

    it("reasoning", async () => {
      const { client, upstream, model } = stand();
      upstream.reply({ text: "an answer", reasoning: "a thought" });
      expect((await generateText({ model: client.plain(model), prompt: "hi" })).reasoningText).toBe("a thought");
      const result = streamText({ model: client.plain(model), prompt: "hi" });
      expect(await result.reasoningText).toBe("a thought");
    });

    it("a tool that must be used, and one that failed", async () => {
      const one = stand();
      const tools = {
        look: tool({
          inputSchema: z.object({ where: z.string() }),
          execute: async (): Promise<string> => {
            throw new Error("too dark");
          },
        }),
      };
      one.upstream.script([{ toolCalls: [{ name: "look", arguments: { where: "here" } }] }, "I cannot see."]);
      const result = await generateText({
        ...{ model: one.client.plain(one.model), tools, prompt: "look", stopWhen: stepCountIs(3) },
        prepareStep: ({ stepNumber }) => (stepNumber === 0 ? { toolChoice: "required" } : {}),
      });
      expect(result.text).toBe("I cannot see.");
      expect(sent(one)).toContain("too dark");
    });

    it("errors say whether to come back, and when", async () => {
      const { client, upstream, model } = stand();
      upstream.fail("status_429_retry_after");
      const error = await thrownBy(generateText({ model: client.plain(model), prompt: "hi", maxRetries: 0 }));
      expect(APICallError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ statusCode: 429, isRetryable: true, responseHeaders: { "retry-after": "1" } });
    });

    it("a whole conversation of messages that it made itself", async () => {
      const one = stand();
      const tools = { look: tool({ inputSchema: z.object({}), execute: async () => "a cat" }) };
      one.upstream.script([{ text: "Looking.", toolCalls: [{ name: "look", arguments: {} }] }, "A cat.", "Meow."]);
      const settings = { model: one.client.plain(one.model), tools, stopWhen: stepCountIs(3) };
      const first = await generateText({ ...settings, prompt: "look" });
      const next = { role: "user" as const, content: "what does it say?" };
      const asked = { role: "user" as const, content: "look" };
      const second = await generateText({ ...settings, messages: [asked, ...first.responseMessages, next] });
      expect(second.text).toBe("Meow.");
      expect(sent(one)).toMatch(/Looking\..*a cat.*A cat\..*what does it say/);
    });
  },
);

runOwn(
  "ai 7, openai()",
  "its own",
  (fetch) => createOpenAI({ apiKey: "-", fetch }),
  ({ provider, stand }) => {
    const looking = { look: tool({ inputSchema: z.object({}), execute: async () => "a cat" }) };

    it.each([true, false])("a conversation that goes on by its own messages, store: %s", async (store) => {
      const one = stand();
      one.upstream.script([{ text: "Looking.", toolCalls: [{ name: "look", arguments: {} }] }, "A cat.", "Meow."]);
      const settings = { model: one.client(one.model), tools: looking, stopWhen: stepCountIs(3) };
      const providerOptions = { openai: { store } };
      const first = await generateText({ ...settings, providerOptions, prompt: "look" });
      const next = { role: "user" as const, content: "what does it say?" };
      const asked = { role: "user" as const, content: "look" };
      const messages = [asked, ...first.responseMessages, next];
      expect((await generateText({ ...settings, providerOptions, messages })).text).toBe("Meow.");
      expect(sent(one)).toMatch(/Looking\..*a cat.*A cat\..*what does it say/);
    });

    it("reasoning that goes back with the tool's result", async () => {
      const one = stand();
      one.upstream.script([{ reasoning: "a thought", toolCalls: [{ name: "look", arguments: {} }] }, "A cat."]);
      const providerOptions = { openai: { store: false, include: ["reasoning.encrypted_content" as const] } };
      const result = streamText({
        ...{ model: one.client(one.model), tools: looking, stopWhen: stepCountIs(3), prompt: "look", providerOptions },
      });
      expect(await result.text).toBe("A cat.");
      const [step] = await result.steps;
      expect(step?.reasoningText).toBe("a thought");
      if (provider === "anthropic") expect(sent(one)).toContain("signature");
    });

    it("a hosted tool is an error that names it", async () => {
      const { client, model } = stand();
      const tools = { web_search: client.tools.webSearch({}) };
      const error = await thrownBy(generateText({ model: client(model), tools, prompt: "hi", maxRetries: 0 }));
      expect(error).toMatchObject({ statusCode: 400, message: expect.stringContaining("tools[0].type") });
    });
  },
);
