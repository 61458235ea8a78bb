import { ChatOpenAI } from "@langchain/openai";
import { createRouter } from "llmux";
import OpenAI from "openai";
import OpenAI6 from "openai-6";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const HEAD = { id: "chatcmpl-1", created: 1_790_000_000, model: "m" };
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const WORDS = ["one", "two"];
const chunk = (choices: object[], more: object = {}) => ({
  ...HEAD,
  object: "chat.completion.chunk",
  choices,
  ...more,
});

/** The two answers of each provider that gives several: whole, and told in turns. */
const WIRES: Readonly<Record<string, { whole: object; events: object[] }>> = {
  "openai/gpt-4.1": {
    whole: {
      ...{ ...HEAD, object: "chat.completion", usage },
      choices: WORDS.map((content, index) => ({
        index,
        message: { role: "assistant", content },
        finish_reason: "stop",
      })),
    },
    events: [
      ...[0, 1].map((index) => chunk([{ index, delta: { role: "assistant", content: "" }, finish_reason: null }])),
      ...["o", "t", "ne", "wo"].map((content, at) =>
        chunk([{ index: at % 2, delta: { content }, finish_reason: null }]),
      ),
      ...[1, 0].map((index) => chunk([{ index, delta: {}, finish_reason: "stop" }])),
      chunk([], { usage }),
    ],
  },
  "gemini/gemini-3.8-flash": {
    whole: {
      candidates: WORDS.map((text, index) => ({ index, content: { parts: [{ text }] }, finishReason: "STOP" })),
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4 },
    },
    events: [
      ...["o", "t"].map((text, index) => ({ candidates: [{ index, content: { parts: [{ text }] } }] })),
      ...["ne", "wo"].map((text, index) => ({
        candidates: [{ index, content: { parts: [{ text }] }, finishReason: "STOP" }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4 },
      })),
    ],
  },
};

const access = { apiKey: "-", baseURL: "https://upstream.invalid" };
let asked: Record<string, unknown>[] = [];

function routerOver(target: string) {
  const { whole, events } = WIRES[target] ?? { whole: {}, events: [] };
  return createRouter({
    providers: { openai: access, gemini: access, anthropic: access },
    fetch: async (input, init) => {
      asked.push(JSON.parse(String(init?.body)));
      if (!asked.at(-1)!.stream && !String(input).includes("streamGenerate")) return Response.json(whole);
      const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    },
  });
}

describe.each(Object.keys(WIRES))("two answers of %s", (target) => {
  let router: ReturnType<typeof routerOver>;
  beforeEach(() => {
    asked = [];
    router = routerOver(target);
  });
  afterEach(() => router.close());
  const body = { model: target, n: 2, messages: [{ role: "user" as const, content: "hi" }] };

  describe.each([
    ["openai 7", OpenAI],
    ["openai 6", OpenAI6 as unknown as typeof OpenAI],
  ])("%s", (_name, Client) => {
    const client = () => new Client({ apiKey: "-", fetch: router.fetch, maxRetries: 0 });

    it("create", async () => {
      const { choices, usage: used } = await client().chat.completions.create(body);
      expect(choices.map(({ index, message }) => [index, message.content])).toEqual([...WORDS.entries()]);
      expect(used).toMatchObject({ prompt_tokens: 3, completion_tokens: 4 });
    });

    it("create, streamed", async () => {
      const said = ["", ""];
      const ends: number[] = [];
      for await (const { choices } of await client().chat.completions.create({ ...body, stream: true })) {
        for (const { index, delta, finish_reason } of choices) {
          said[index] += delta.content ?? "";
          if (finish_reason) ends.push(index);
        }
      }
      expect(said).toEqual(WORDS);
      expect(ends.sort()).toEqual([0, 1]);
    });

    it("the helper that reads a stream to its end", async () => {
      const { choices } = await client().chat.completions.stream(body).finalChatCompletion();
      expect(choices.map(({ message }) => message.content)).toEqual(WORDS);
    });
  });

  it("LangChain", async () => {
    const model = new ChatOpenAI({ model: target, n: 2, apiKey: "-", configuration: { fetch: router.fetch } });
    const { generations } = await model.generate([["hi"]]);
    expect(generations[0]?.map(({ text }) => text)).toEqual(WORDS);
  });
});

it("Claude gives one answer, and a client hears so before anything is sent", async () => {
  asked = [];
  await using router = routerOver("anthropic/claude-sonnet-5");
  const client = new OpenAI({ apiKey: "-", fetch: router.fetch, maxRetries: 0 });
  const messages = [{ role: "user" as const, content: "hi" }];
  const create = client.chat.completions.create({ model: "anthropic/claude-sonnet-5", n: 2, messages });
  await expect(create).rejects.toMatchObject({ status: 400, param: "n" });
  expect(asked).toEqual([]);
});
