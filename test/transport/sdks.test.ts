import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WireNotes } from "../../src/contract/provider.ts";
import type { WireFetch } from "../../src/contract/transport.ts";
import { ENGINES, leanTransport } from "./engines.ts";
import { serve, type TestServer, until } from "./server.ts";

const transports = new Map(
  await Promise.all(ENGINES.map(async (engine) => [engine, await leanTransport(engine)] as const)),
);
let server: TestServer;
let open = 0;
const keys: unknown[] = [];

const completion = {
  id: "c1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hi 世界", refusal: null } }],
};
const message = {
  id: "m1",
  type: "message",
  role: "assistant",
  model: "m",
  content: [{ type: "text", text: "hi 世界" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
};
const delta = (content: string) =>
  `data: ${JSON.stringify({ id: "c1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
const event = (data: { type: string }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const textDelta = (text: string) =>
  event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } } as { type: string });

beforeAll(async () => {
  server = await serve(async (request, response) => {
    open += 1;
    response.on("close", () => {
      open -= 1;
    });
    keys.push(request.headers.authorization ?? request.headers["x-api-key"]);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString()) as { model: string; stream?: boolean };
    const openai = request.url?.endsWith("/chat/completions");
    if (body.model === "broken") {
      response.writeHead(529, { "content-type": "application/json", "x-request-id": "r1", "request-id": "r1" });
      response.end(JSON.stringify({ type: "error", error: { type: "overloaded_error", message: "too much" } }));
    } else if (body.stream) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(
        openai ? delta("hi ") : event({ ...{ message: { ...message, content: [] } }, type: "message_start" }),
      );
      if (!openai) response.write(textDelta("hi "));
      if (body.model === "endless") return;
      await new Promise((resolve) => setTimeout(resolve, 10));
      response.write(openai ? delta("世界") : textDelta("世界"));
      response.end(openai ? "data: [DONE]\n\n" : event({ type: "message_stop" }));
    } else if (body.model !== "silent") {
      response.setHeader("content-type", "application/json").end(JSON.stringify(openai ? completion : message));
    }
  });
});
afterAll(async () => {
  for (const { close } of transports.values()) close();
  await server.close();
});

interface Asked {
  readonly model: string;
  readonly signal?: AbortSignal;
}

const messages = [{ role: "user" as const, content: "hello" }];
const notes = () => ({ wire: {} as WireNotes, connects: 0 });
const own = (wire: WireNotes, whole: boolean) => ({ fetchOptions: { llmux: { wire, whole } } as object });

function openaiClient(fetch: WireFetch) {
  const client = new OpenAI({ apiKey: "k", baseURL: `${server.url}/v1`, fetch, maxRetries: 0 });
  return {
    json: async ({ model, signal }: Asked, wire: WireNotes) => {
      const options = { ...own(wire, true), ...(signal && { signal }) };
      return (await client.chat.completions.create({ model, messages }, options)).choices[0]?.message.content;
    },
    stream: async function* ({ model, signal }: Asked, wire: WireNotes) {
      const options = { ...own(wire, false), ...(signal && { signal }) };
      const stream = await client.chat.completions.create({ model, messages, stream: true }, options);
      for await (const chunk of stream) yield chunk.choices[0]?.delta.content;
    },
  };
}

function anthropicClient(fetch: WireFetch) {
  const client = new Anthropic({ apiKey: "k", baseURL: server.url, fetch, maxRetries: 0 });
  return {
    json: async ({ model, signal }: Asked, wire: WireNotes) => {
      const options = { ...own(wire, true), ...(signal && { signal }) };
      const { content } = await client.messages.create({ model, messages, max_tokens: 9 }, options);
      return content[0]?.type === "text" ? content[0].text : undefined;
    },
    stream: async function* ({ model, signal }: Asked, wire: WireNotes) {
      const options = { ...own(wire, false), ...(signal && { signal }) };
      const stream = await client.messages.create({ model, messages, max_tokens: 9, stream: true }, options);
      for await (const part of stream) {
        if (part.type === "content_block_delta" && part.delta.type === "text_delta") yield part.delta.text;
      }
    },
  };
}

const clients = { openai: openaiClient, "@anthropic-ai/sdk": anthropicClient };
const cases = Object.entries(clients).flatMap(([sdk, make]) => ENGINES.map((engine) => [sdk, engine, make] as const));

describe.each(cases)("%s over the transport (%s)", (_, engine, makeOver) => {
  const make = () => makeOver(transports.get(engine)!.fetch);

  it("JSON", async () => {
    const { wire } = notes();
    keys.length = 0;
    expect(await make().json({ model: "m" }, wire)).toBe("hi 世界");
    expect(wire.status).toBe(200);
    expect(String(keys[0])).toMatch(/\bk$/);
  });

  it("a stream, event by event", async () => {
    const { wire } = notes();
    const texts: unknown[] = [];
    for await (const text of make().stream({ model: "m" }, wire)) texts.push(text);
    expect(texts).toEqual(["hi ", "世界"]);
    expect(wire.head?.get("content-type")).toBe("text/event-stream");
  });

  it("an error, with the SDK's own class and what was noted", async () => {
    const { wire } = notes();
    const error: unknown = await make()
      .json({ model: "broken" }, wire)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 529, requestID: "r1" });
    expect(String(error)).toContain("too much");
    expect(wire.status).toBe(529);
    expect(wire.errorText).toContain("overloaded_error");
  });

  it("abort while waiting, and in mid-stream, closes the exchange", async () => {
    const waiting = new AbortController();
    const failed = make().json({ model: "silent", signal: waiting.signal }, {});
    await until(() => open > 0);
    waiting.abort();
    await expect(failed).rejects.toThrow("Request was aborted");
    await until(() => open === 0, 200);
    const reading = new AbortController();
    const texts: unknown[] = [];
    for await (const text of make().stream({ model: "endless", signal: reading.signal }, {})) {
      texts.push(text);
      reading.abort();
    }
    expect(texts).toEqual(["hi "]);
    await until(() => open === 0, 200);
  });

  it("leaving a stream early closes the exchange", async () => {
    for await (const _text of make().stream({ model: "endless" }, {})) break;
    await until(() => open === 0, 200);
  });

  it("a server that is not there is the SDK's connection error", async () => {
    const url = server.url;
    server = { ...server, url: "http://127.0.0.1:1" };
    const client = make();
    server = { ...server, url };
    await expect(client.json({ model: "m" }, {})).rejects.toMatchObject({ cause: { message: "fetch failed" } });
  });
});
