import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { expect, it } from "vitest";
import { z } from "zod";
import { sent, thrownBy } from "./cases/feature.ts";
import { runOwn } from "./cases/run.ts";

const person = z.object({ name: z.string(), age: z.number() });
const look = tool(() => "a cat", { name: "look", description: "looks", schema: z.object({ where: z.string() }) });

const CODES = [
  ["status_401", "MODEL_AUTHENTICATION"],
  ["status_404", "MODEL_NOT_FOUND"],
  ["status_429", "MODEL_RATE_LIMIT"],
] as const;

runOwn(
  "@langchain/openai",
  "its own",
  (fetch) => (model: string) => new ChatOpenAI({ model, apiKey: "-", maxRetries: 0, configuration: { fetch } }),
  ({ stand }) => {
    it.each(["functionCalling", "jsonSchema"] as const)("withStructuredOutput by %s", async (method) => {
      const { client, model } = stand();
      const answer = await client(model).withStructuredOutput(person, { method }).invoke("who?");
      expect(person.safeParse(answer).success).toBe(true);
    });

    it("withStructuredOutput by jsonMode", async () => {
      const { client, upstream, model } = stand();
      upstream.reply('{"name":"Eva","age":41}');
      const answer = await client(model).withStructuredOutput(person, { method: "jsonMode" }).invoke("JSON: who?");
      expect(answer).toEqual({ name: "Eva", age: 41 });
    });

    it.each(["auto", "any", "look"] as const)("tool_choice %s", async (tool_choice) => {
      const { client, upstream, model } = stand();
      upstream.reply({ toolCalls: [{ name: "look", arguments: { where: "here" } }] });
      const answer = await client(model).bindTools([look], { tool_choice }).invoke("look");
      expect(answer.tool_calls).toMatchObject([{ name: "look", args: { where: "here" } }]);
    });

    it("several at once", async () => {
      const { client, upstream, model } = stand();
      const answers = await client(model).batch(["a", "b", "c"]);
      expect(answers.map(({ text }) => text)).toEqual(["echo: a", "echo: b", "echo: c"]);
      expect(upstream.count).toBe(3);
    });

    it.each(CODES)("%s has the code %s", async (fault, code) => {
      const { client, upstream, model } = stand();
      upstream.fail(fault);
      expect(await thrownBy(client(model).invoke("hi"))).toMatchObject({ lc_error_code: code });
    });

    it("a streamed call in pieces", async () => {
      const { client, upstream, model } = stand();
      upstream.reply({ toolCalls: [{ name: "look", arguments: { where: "here" } }] });
      const chunks = [];
      for await (const chunk of await client(model).bindTools([look]).stream("look")) chunks.push(chunk);
      const whole = chunks.reduce((all, chunk) => all.concat(chunk));
      expect(whole.tool_calls).toMatchObject([{ name: "look", args: { where: "here" } }]);
      expect(whole.usage_metadata).toMatchObject({ total_tokens: expect.any(Number) });
    });

    it("an image in its own standard words", async () => {
      const one = stand();
      const data = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
      const image = { type: "image" as const, source_type: "base64" as const, mime_type: "image/png", data };
      await one
        .client(one.model)
        .invoke([new HumanMessage({ content: [{ type: "text", text: "what is it?" }, image] })]);
      expect(sent(one)).toContain(data);
    });
  },
);
