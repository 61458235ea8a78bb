import { tool } from "@llamaindex/core/tools";
import { OpenAIResponses } from "@llamaindex/openai";
import { expect, it } from "vitest";
import { z } from "zod";
import { sent } from "./cases/feature.ts";
import { runOwn } from "./cases/run.ts";

const HELLO = [{ role: "user" as const, content: "hello" }];
const WEATHER = { name: "get_weather", description: "the weather", parameters: z.object({ city: z.string() }) };

const responses = (fetch: typeof globalThis.fetch) => (model: string) =>
  new OpenAIResponses({ model, apiKey: "-", maxRetries: 0, additionalSessionOptions: { fetch } } as never);

runOwn("@llamaindex/openai, responses", "its own", responses, ({ stand }) => {
  it("chat", async () => {
    const { client, model } = stand();
    const { message, raw } = await client(model).chat({ messages: HELLO });
    expect(message.content).toBe("echo: hello");
    expect(raw).toMatchObject({ object: "response", status: "completed", usage: { input_tokens: expect.any(Number) } });
  });

  it("chat, streamed", async () => {
    const { client, model } = stand();
    let text = "";
    for await (const { delta, raw } of await client(model).chat({ messages: HELLO, stream: true })) {
      // It tells the last delta again with every event.
      if ((raw as { type: string }).type === "response.output_text.delta") text += delta;
    }
    expect(text).toBe("echo: hello");
  });

  it("a tool and its result", async () => {
    const { client, upstream, model } = stand();
    const asked: unknown[] = [];
    const weather = tool({
      ...WEATHER,
      execute: (input: { city: string }) => {
        asked.push(input);
        return "sunny";
      },
    });
    upstream.reply({ toolCalls: [{ name: "get_weather", arguments: { city: "Brno" } }] });
    const messages: Parameters<OpenAIResponses["chat"]>[0]["messages"] = [...HELLO];
    const first = await client(model).exec({ messages, tools: [weather] });
    expect(asked).toEqual([{ city: "Brno" }]);
    messages.push(...(first.newMessages as typeof messages));
    upstream.reply("It is sunny.");
    const last = await client(model).exec({ messages, tools: [weather] });
    expect(last.newMessages.at(-1)?.content).toBe("It is sunny.");
    expect(sent({ upstream })).toContain("sunny");
  });
});
