import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ChatRequest, Chunk } from "../../../src/contract/chat.ts";
import type { Credential, ProviderContext } from "../../../src/contract/provider.ts";
import type { WireInit } from "../../../src/contract/transport.ts";
import type { ProviderInit } from "../../../src/providers/init.ts";
import { createProvider } from "../../../src/providers/openai/index.ts";
import { createTransport } from "../../../src/transport/transport.ts";
import { chunk, NOW } from "./support.ts";

interface Seen {
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

const servers: Server[] = [];
const request: ChatRequest = { model: "chat", messages: [{ role: "user", content: "hi" }] };
const ANSWER = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "m-1",
  choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
};

async function serve(answer: (response: ServerResponse, seen: Seen) => void) {
  const seen: Seen[] = [];
  const server = createServer((incoming, response) => {
    let text = "";
    incoming.on("data", (piece) => {
      text += piece;
    });
    incoming.on("end", () => {
      const one = { url: incoming.url, headers: incoming.headers, body: JSON.parse(text) };
      seen.push(one);
      answer(response, one);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen };
}

function json(response: ServerResponse, body: unknown, status = 200) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function events(response: ServerResponse, ...list: unknown[]) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of list) response.write(`data: ${JSON.stringify(event)}\n\n`);
}

const plainFetch: ProviderInit["fetch"] = (input, init) => fetch(input, init);
const makeInit = (more: Partial<ProviderInit> = {}): ProviderInit => ({
  name: "p",
  fetch: plainFetch,
  now: () => NOW,
  ...more,
});

const key = (text = "sk-fixed", fixed = true): Credential => ({ kind: "key", key: text, fixed });

function context(more: Partial<ProviderContext> = {}): ProviderContext {
  return {
    target: "p/m",
    model: "m",
    settings: {},
    stream: false,
    signal: new AbortController().signal,
    credential: key(),
    headers: {},
    idempotencyKey: "idem-1",
    wire: {},
    ...more,
  };
}

async function collect(source: AsyncIterable<Chunk> | Promise<AsyncIterable<Chunk>>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const each of await source) chunks.push(each);
  return chunks;
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe("the OpenAI provider over the official SDK", () => {
  it("sends what was prepared, with key, headers and idempotency key", async () => {
    const { baseURL, seen } = await serve((response) => json(response, ANSWER));
    const { fetch } = createTransport();
    const provider = createProvider(makeInit({ baseURL, fetch, headers: { "X-Title": "mine", "X-Both": "provider" } }));
    const attempt = context({ headers: { "x-trace": "t", "X-BOTH": "call" } });
    const prepared = await provider.prepare?.(request, attempt);
    const answer = await provider.complete(request, { ...attempt, ...(prepared && { prepared }) });
    expect(answer.choices[0]?.message).toMatchObject({ role: "assistant", content: "Hi" });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ url: "/v1/chat/completions", body: { model: "m", messages: request.messages } });
    expect(seen[0]?.headers).toMatchObject({
      authorization: "Bearer sk-fixed",
      "idempotency-key": "idem-1",
      "x-title": "mine",
      "x-both": "call",
      "x-trace": "t",
    });
  });

  it("encodes for itself where nothing was prepared, and yields a stream's chunks", async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const { baseURL, seen } = await serve((response) => {
      events(response, chunk({ content: "Hi" }), chunk({}, "stop"), { ...chunk({}), choices: [], usage });
      response.end("data: [DONE]\n\n");
    });
    const chunks = await collect(createProvider(makeInit({ baseURL })).stream(request, context({ stream: true })));
    expect(chunks.map((each) => each.choices[0]?.delta)).toEqual([{ role: "assistant", content: "Hi" }, {}, undefined]);
    expect(chunks[2]?.usage).toEqual(usage);
    expect(seen[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it("never repeats a request by itself", async () => {
    const { baseURL, seen } = await serve((response) => json(response, { error: { message: "down", code: "c" } }, 503));
    const provider = createProvider(makeInit({ baseURL }));
    await expect(provider.complete(request, context())).rejects.toMatchObject({ status: 503, code: "c" });
    expect(seen).toHaveLength(1);
  });

  it("hands the attempt's hooks to the transport", async () => {
    const { baseURL } = await serve((response) => json(response, ANSWER));
    const inits: (WireInit | undefined)[] = [];
    const watched: ProviderInit["fetch"] = (input, init) => {
      inits.push(init);
      return fetch(input, init);
    };
    const provider = createProvider(makeInit({ baseURL, fetch: watched }));
    const sign = async () => ({ authorization: "Signed" });
    const wire = {};
    await provider.complete(request, context({ wire, connectMs: 77 }));
    await provider.complete(request, context({ credential: { kind: "headers", headers: sign } }));
    await collect(provider.stream(request, context({ stream: true })));
    expect(inits[0]?.llmux).toEqual({ wire, whole: true, connectMs: 77, headers: { "idempotency-key": "idem-1" } });
    expect(inits[0]?.llmux?.wire).toBe(wire);
    expect(inits[1]?.llmux?.sign).toBe(sign);
    expect(inits[2]?.llmux?.whole).toBe(false);
  });

  it("sends no key of its own with signed requests or none at all, but the provider's headers", async () => {
    const { baseURL, seen } = await serve((response) => json(response, ANSWER));
    const none = context({ credential: { kind: "none" } });
    await createProvider(makeInit({ baseURL })).complete(request, none);
    const signed = context({ credential: { kind: "headers", headers: async () => ({}) } });
    await createProvider(makeInit({ baseURL })).complete(request, signed);
    await createProvider(makeInit({ baseURL, headers: { Authorization: "Basic x" } })).complete(request, none);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined, "Basic x"]);
  });

  it("tells no foreign server who the customer is at OpenAI", async () => {
    vi.stubEnv("OPENAI_ORG_ID", "org-1");
    vi.stubEnv("OPENAI_PROJECT_ID", "proj-1");
    vi.stubEnv("OPENAI_ADMIN_KEY", "sk-admin");
    vi.stubEnv("OPENAI_CUSTOM_HEADERS", "X-Secret: s\nAuthorization: Bearer env");
    const { baseURL, seen } = await serve((response) => json(response, ANSWER));
    await createProvider(makeInit({ baseURL })).complete(request, context({ credential: { kind: "none" } }));
    expect(Object.keys(seen[0]?.headers ?? {}).filter((name) => /openai|secret|authorization/.test(name))).toEqual([]);

    const sent: Headers[] = [];
    const caught: ProviderInit["fetch"] = async (_, init) => {
      sent.push(new Headers(init?.headers));
      return Response.json(ANSWER);
    };
    await createProvider(makeInit({ fetch: caught })).complete(request, context());
    expect(sent[0]?.get("openai-organization")).toBe("org-1");
    expect(sent[0]?.get("openai-project")).toBe("proj-1");
  });

  it("goes to OPENAI_BASE_URL where no base URL is given", async () => {
    const { baseURL, seen } = await serve((response) => json(response, ANSWER));
    vi.stubEnv("OPENAI_BASE_URL", baseURL);
    vi.stubEnv("OPENAI_ORG_ID", "org-1");
    await createProvider(makeInit()).complete({ ...request, top_k: 3 }, context());
    expect(seen).toHaveLength(1);
    expect(seen[0]?.body).toMatchObject({ top_k: 3 });
    expect(seen[0]?.headers).not.toHaveProperty("openai-organization");
  });

  it("uses a key for its own attempt only", async () => {
    const { baseURL, seen } = await serve((response) => json(response, ANSWER));
    const provider = createProvider(makeInit({ baseURL }));
    const keys = ["sk-a", "sk-b", "sk-a"];
    await Promise.all(keys.map((text) => provider.complete(request, context({ credential: key(text, false) }))));
    await provider.complete(request, context({ credential: key("sk-c") }));
    expect(seen.map(({ headers }) => headers.authorization).sort()).toEqual([
      "Bearer sk-a",
      "Bearer sk-a",
      "Bearer sk-b",
      "Bearer sk-c",
    ]);
  });

  it("asks nothing once the signal has aborted, and stops at once when it does", async () => {
    const closed = vi.fn();
    const { baseURL, seen } = await serve((response) => {
      response.on("close", closed);
      events(response, chunk({ content: "Hi" }));
    });
    const provider = createProvider(makeInit({ baseURL }));
    const gone = AbortSignal.abort(new Error("over"));
    await expect(provider.complete(request, context({ signal: gone }))).rejects.toThrow("over");
    expect(seen).toHaveLength(0);

    const controller = new AbortController();
    const stream = await provider.stream(request, context({ stream: true, signal: controller.signal }));
    const iterator = stream[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ choices: [{ delta: { content: "Hi" } }] });
    controller.abort();
    expect((await iterator.next()).done).toBe(true);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
  });

  it("closes the connection when the reader leaves", async () => {
    const closed = vi.fn();
    const { baseURL } = await serve((response) => {
      response.on("close", closed);
      events(response, chunk({ content: "Hi" }));
    });
    const stream = await createProvider(makeInit({ baseURL })).stream(request, context({ stream: true }));
    for await (const _ of stream) break;
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
  });

  it.each([
    ["an HTML page", "text/html", "<html><body>Bad Gateway</body></html>", "server_error"],
    ["an empty body", "application/json", "", "server_error"],
    [
      "an error under 200",
      "application/json",
      '{"error":{"message":"Insufficient credits","code":402}}',
      "quota_exhausted",
    ],
    ["an answer cut off", "application/json", JSON.stringify({ choices: [{ message: {} }] }), "stream_truncated"],
  ])("takes %s for no success", async (_, type, body, kind) => {
    const { baseURL } = await serve((response) => response.writeHead(200, { "content-type": type }).end(body));
    const provider = createProvider(makeInit({ baseURL }));
    const error = await provider.complete(request, context()).catch((thrown: unknown) => thrown);
    expect(provider.classify?.(error, { status: 200 }, [])).toMatchObject({ kind });
  });

  it("passes on an error within a stream for classification", async () => {
    const { baseURL } = await serve((response) => {
      events(response, chunk({ content: "Hi" }), { error: { message: "capacity", code: "overloaded", type: "t" } });
      response.end();
    });
    const provider = createProvider(makeInit({ baseURL }));
    await expect(collect(provider.stream(request, context({ stream: true })))).rejects.toMatchObject({
      code: "overloaded",
    });
  });
});

describe("a client the caller made", () => {
  it("is used as it is: its own base URL, key and fetch, but no retries", async () => {
    const { baseURL, seen } = await serve((response) => json(response, { error: { message: "down" } }, 500));
    const ours = vi.fn();
    const client = new OpenAI({ apiKey: "sk-own", baseURL, logLevel: "off" });
    const provider = createProvider(makeInit({ client, fetch: ours }));
    await expect(provider.complete(request, context())).rejects.toMatchObject({ status: 500 });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer sk-own"]);
    expect(ours).not.toHaveBeenCalled();
  });

  it("may be anything of that shape", async () => {
    const create = vi.fn(async () => ANSWER);
    const provider = createProvider(makeInit({ client: { chat: { completions: { create } } } }));
    expect((await provider.complete(request, context())).id).toBe("chatcmpl-1");
    const options = expect.objectContaining({ maxRetries: 0, headers: { "idempotency-key": "idem-1" } });
    expect(create).toHaveBeenCalledWith(expect.objectContaining({ model: "m" }), options);
    await expect(provider.stream(request, context({ stream: true }))).rejects.toMatchObject({ kind: "server_error" });
  });

  it("is refused where it is none", () => {
    const make = () => createProvider(makeInit({ client: {} }));
    expect(make).toThrow(
      expect.objectContaining({ kind: "config", message: expect.stringContaining("providers.p.client") }),
    );
  });
});
