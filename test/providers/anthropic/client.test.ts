import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getHeapSnapshot } from "node:v8";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatRequest, Chunk } from "../../../src/contract/chat.ts";
import type { ProviderContext } from "../../../src/contract/provider.ts";
import type { WireFetch, WireInit } from "../../../src/contract/transport.ts";
import { createProvider } from "../../../src/providers/anthropic/index.ts";
import type { ProviderInit } from "../../../src/providers/init.ts";
import { createTransport } from "../../../src/transport/transport.ts";
import { HAIKU, OPUS, prepareContext, stream, USER } from "./support.ts";

interface Seen {
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: OPUS,
  content: [{ type: "text", text: "Hi" }],
  stop_reason: "end_turn",
  usage: { input_tokens: 1, output_tokens: 2 },
};
const REQUEST: ChatRequest = { messages: [USER] };

const json =
  (status: number, body: unknown): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
const frame = (event: object) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`;
const sse =
  (events: readonly object[]): Answer =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).end(events.map(frame).join(""));
  };
const TEXT = [
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hi" } },
  { type: "content_block_stop", index: 0 },
];

/** A streamed message of two output tokens. */
const message = (id: string, blocks: readonly object[], stop_reason: string) => [
  { type: "message_start", message: { ...MESSAGE, id, content: [], stop_reason: null } },
  ...blocks,
  { type: "message_delta", delta: { stop_reason }, usage: { output_tokens: 2 } },
  { type: "message_stop" },
];
const pausedStream = (turn: number) => sse(message(`msg_${turn}`, TEXT, "pause_turn"));

async function read(stream: AsyncIterable<Chunk>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const textOf = (chunks: readonly Chunk[]) =>
  chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? "")).join("");

describe("anthropic over the real SDK", () => {
  let seen: Seen[] = [];
  let inits: WireInit[] = [];
  let answer: Answer = json(200, MESSAGE);
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    seen.push({ url: request.url, headers: request.headers, body: JSON.parse(text) });
    answer(response, request);
  });

  beforeEach(async () => {
    seen = [];
    inits = [];
    answer = json(200, MESSAGE);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("ANTHROPIC_API_KEY", "sk-environment");
    vi.stubEnv("ANTHROPIC_AUTH_TOKEN", "token-environment");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const root = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createTransport();
  const watched: WireFetch = (input, init) => {
    inits.push(init!);
    return transport.fetch(input, init);
  };
  const provider = (init: Partial<ProviderInit> = {}) =>
    createProvider({ name: "anthropic", baseURL: root(), fetch: watched, now: () => 0, ...init });
  const context = (model = OPUS, more: Partial<ProviderContext> = {}): ProviderContext => ({
    ...prepareContext(model),
    signal: new AbortController().signal,
    credential: { kind: "key", key: "sk-ours", fixed: true },
    headers: {},
    idempotencyKey: "idem-1",
    wire: {},
    ...more,
  });
  const collect = async (chunks: AsyncIterable<Chunk>) => {
    const all: Chunk[] = [];
    for await (const chunk of chunks) all.push(chunk);
    return all;
  };

  it.each(["/", "/v1", "/v1/"])("finds the API under a base that ends in %s", async (end) => {
    await provider({ baseURL: root() + end }).complete(REQUEST, context());
    expect(seen.at(-1)).toMatchObject({ url: "/v1/messages" });
  });

  it("sends one JSON request with our key, and reads the answer", async () => {
    const completion = await provider({ headers: { "X-From": "config" } }).complete(
      REQUEST,
      context(OPUS, { headers: { "X-Call": "1" } }),
    );
    expect(completion.choices[0]!.message.content).toBe("Hi");
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      url: "/v1/messages",
      headers: {
        authorization: "Bearer sk-ours",
        "anthropic-version": "2026-10-21",
        "idempotency-key": "idem-1",
        "x-from": "config",
        "x-call": "1",
      },
      body: { model: OPUS, max_tokens: 128_000, stream: false },
    });
    expect(JSON.stringify(seen)).not.toContain("environment");
  });

  it("sampling goes out under the old version", async () => {
    await provider().complete({ ...REQUEST, temperature: 0.5 }, context(HAIKU));
    expect(seen[0]).toMatchObject({ headers: { "anthropic-version": "2023-06-01" }, body: { temperature: 0.5 } });
  });

  it("sends what prepare made, and hands the attempt's hooks to the transport", async () => {
    const anthropic = provider();
    const prepared = await anthropic.prepare!(REQUEST, prepareContext(OPUS));
    const wire = {};
    const sign = async () => ({ authorization: "Signed" });
    await anthropic.complete(
      { messages: [] },
      context(OPUS, { prepared, wire, connectMs: 7, credential: { kind: "headers", headers: sign } }),
    );
    expect(seen[0]!.body.messages).toEqual([{ role: "user", content: [{ type: "text", text: "Hello" }] }]);
    expect(inits[0]!.llmux).toEqual({
      wire,
      sign,
      whole: true,
      connectMs: 7,
      headers: { "idempotency-key": "idem-1" },
    });
    expect(inits[0]!.llmux!.wire).toBe(wire);
  });

  it.each(["headers", "none"] as const)(
    "sends no key with the credential %s, whatever the environment has",
    async (kind) => {
      const credential = kind === "none" ? { kind } : { kind, headers: async () => ({}) };
      await provider().complete(REQUEST, context(OPUS, { credential }));
      expect(seen[0]!.headers).not.toHaveProperty("authorization");
      expect(seen[0]!.headers).not.toHaveProperty("x-api-key");
    },
  );

  it("takes the SDK's base URL variable where none is configured", async () => {
    vi.stubEnv("ANTHROPIC_BASE_URL", root());
    const { baseURL: _, ...init } = { baseURL: "", name: "anthropic", fetch: watched, now: () => 0 };
    await createProvider(init).complete(REQUEST, context());
    expect(seen).toHaveLength(1);

    vi.stubEnv("ANTHROPIC_BASE_URL", `${root()}/v1`);
    await createProvider(init).complete(REQUEST, context());
    expect(seen[1]).toMatchObject({ url: "/v1/messages" });
  });

  it("leaves retries to the router, and errors as the SDK throws them", async () => {
    answer = json(529, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
    const anthropic = provider();
    const error = await anthropic.complete(REQUEST, context()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 529 });
    expect(seen).toHaveLength(1);
    expect(anthropic.classify!(error, {}, [])).toMatchObject({
      kind: "overloaded",
      status: 529,
      message: "Overloaded",
    });
  });

  it("an HTML page under 200 is a server_error", async () => {
    answer = (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>");
    await expect(provider().complete(REQUEST, context())).rejects.toMatchObject({ kind: "server_error" });
  });

  it("streams", async () => {
    answer = sse(stream(TEXT));
    const chunks = await collect(await provider().stream(REQUEST, context()));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content)).toEqual(["", "Hi", undefined, undefined]);
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe("stop");
    expect(seen[0]!.body.stream).toBe(true);
    expect(inits[0]!.llmux!.whole).toBe(false);
  });

  it("an error event is thrown with its type", async () => {
    answer = sse([stream([])[0]!, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }]);
    await expect(collect(await provider().stream(REQUEST, context()))).rejects.toMatchObject({
      type: "overloaded_error",
    });
  });

  it("an abort closes the request upstream, and no finish is made up", async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (response) => {
        response.on("close", resolve);
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(stream(TEXT).slice(0, 3).map(frame).join(""));
      };
    });
    const controller = new AbortController();
    const chunks: Chunk[] = [];
    for await (const chunk of await provider().stream(REQUEST, context(OPUS, { signal: controller.signal }))) {
      chunks.push(chunk);
      if (chunks.length === 2) controller.abort(new Error("enough"));
    }
    await closed;
    expect(chunks.map((chunk) => chunk.choices[0]!.finish_reason)).toEqual([null, null]);
  });

  it("an abort ends a JSON request", async () => {
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      answer = (response) => {
        response.on("close", resolve);
        controller.abort();
      };
    });
    await expect(provider().complete(REQUEST, context(OPUS, { signal: controller.signal }))).rejects.toThrow();
    await closed;
  });

  it("uses a client of the caller's as it is", async () => {
    const calls: unknown[][] = [];
    const client = {
      messages: {
        create: async (...args: unknown[]) => {
          calls.push(args);
          return MESSAGE;
        },
      },
    };
    const completion = await provider({ client }).complete(REQUEST, context());
    expect(completion.id).toBe("msg_1");
    expect(calls[0]![1]).toMatchObject({ maxRetries: 0, headers: { "idempotency-key": "idem-1" } });
    expect(seen).toHaveLength(0);
  });

  it("a paused turn is sent back as it is and goes on, as one answer", async () => {
    const search = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "x" } };
    const turns = [
      { ...MESSAGE, content: [{ type: "text", text: "Let me look. " }, search], stop_reason: "pause_turn" },
      { ...MESSAGE, id: "msg_2", content: [{ type: "text", text: "Still at it. " }], stop_reason: "pause_turn" },
      { ...MESSAGE, id: "msg_3", content: [{ type: "text", text: "Found." }] },
    ];
    answer = (response, request) => json(200, turns[seen.length - 1])(response, request);
    const completion = await provider().complete(REQUEST, context());
    expect(completion.id).toBe("msg_1");
    expect(completion.choices[0]).toMatchObject({
      finish_reason: "stop",
      message: { content: "Let me look. Still at it. Found." },
    });
    expect(completion.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 6, total_tokens: 9 });
    expect(seen.map(({ body }) => (body.messages as unknown[]).length)).toEqual([1, 2, 2]);
    expect((seen[1]!.body.messages as { content: unknown }[])[1]!.content).toEqual(turns[0]!.content);
    expect(new Set(seen.map(({ headers }) => headers["idempotency-key"])).size).toBe(3);
  });

  it("one that never ends is given up after six requests", async () => {
    answer = (response, request) =>
      json(200, { ...MESSAGE, id: `msg_${seen.length}`, stop_reason: "pause_turn" })(response, request);
    expect((await provider().complete(REQUEST, context())).choices[0]!.finish_reason).toBe("stop");
    expect(seen.length).toBe(6);
    seen = [];
    answer = (response, request) => pausedStream(seen.length)(response, request);
    const chunks = await read(await provider().stream(REQUEST, context()));
    expect(textOf(chunks)).toBe("Hi".repeat(6));
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe("stop");
    expect(seen.length).toBe(6);
  });

  it("the same paused answer once more, from somebody who replays answers, is no continuation", async () => {
    answer = json(200, { ...MESSAGE, stop_reason: "pause_turn" });
    const { choices, usage } = await provider().complete(REQUEST, context());
    expect(choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "Hi" } });
    expect(usage).toMatchObject({ completion_tokens: 2 });
    answer = pausedStream(1);
    const chunks = await read(await provider().stream(REQUEST, context()));
    expect(textOf(chunks)).toBe("Hi");
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe("stop");
    expect(chunks.at(-1)!.usage).toMatchObject({ completion_tokens: 2 });
    expect(seen.length).toBe(4);
  });

  it("a paused stream goes on, too: one id, one role, one finish, tool calls numbered through, tokens added up", async () => {
    const search = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: {} };
    const first = [
      { type: "content_block_start", index: 1, content_block: search },
      { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"query":"x"}' } },
      { type: "content_block_stop", index: 1 },
    ];
    const call = { type: "tool_use", id: "toolu_1", name: "look", input: {} };
    const second = [
      { type: "content_block_start", index: 1, content_block: call },
      { type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"at":1}' } },
      { type: "content_block_stop", index: 1 },
    ];
    const turns = [
      message("msg_1", [...TEXT, ...first], "pause_turn"),
      message("msg_2", [...TEXT, ...second], "tool_use"),
    ];
    answer = (response, request) => sse(turns[seen.length - 1]!)(response, request);
    const chunks = await read(await provider().stream(REQUEST, context()));
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set(["msg_1"]));
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    expect(deltas.filter(({ role }) => role).length).toBe(1);
    expect(textOf(chunks)).toBe("HiHi");
    expect(deltas.flatMap(({ tool_calls }) => tool_calls ?? []).map(({ index }) => index)).toEqual([0, 0]);
    expect(chunks.flatMap(({ choices }) => choices.flatMap((one) => one.finish_reason ?? []))).toEqual(["tool_calls"]);
    expect(chunks.at(-1)!.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 4 });
    const blocks = deltas.find((delta) => delta.provider_state)?.provider_state?.blocks;
    expect(blocks).toEqual([
      { type: "text", text: "Hi" },
      { ...search, input: { query: "x" } },
      { type: "text", text: "Hi" },
      { ...call, input: { at: 1 } },
    ]);
    const [, resent] = seen[1]!.body.messages as { content: unknown }[];
    expect(resent!.content).toEqual((blocks as unknown[]).slice(0, 2));
    expect(new Set(seen.map(({ headers }) => headers["idempotency-key"])).size).toBe(2);
  });

  it("a continuation without a word is a broken stream, and is not asked for again", async () => {
    answer = (response, request) => (seen.length > 1 ? sse([]) : pausedStream(1))(response, request);
    const chunks = await read(await provider().stream(REQUEST, context()));
    expect(chunks.flatMap(({ choices }) => choices.flatMap((one) => one.finish_reason ?? []))).toEqual([]);
    expect(seen.length).toBe(2);
  });

  it("keeps a client for a fixed key, and nothing of a supplied one", async () => {
    const offline: WireFetch = async () => Response.json(MESSAGE);
    const anthropic = provider({ fetch: offline });
    const complete = async (kind: string, fixed: boolean) => {
      const key = ["sk", "heap", kind, 6 * 7].join("-");
      await anthropic.complete(REQUEST, context(OPUS, { credential: { kind: "key", key, fixed } }));
    };
    await complete("fixed", true);
    await complete("supplied", false);
    expect(await keysInHeap()).toEqual(["fixed"]);
    await anthropic.close!();
  }, 30_000);

  it("a missing SDK is refused before anything is sent, and looked for again", async () => {
    vi.doMock("@anthropic-ai/sdk", () => {
      throw new Error("Cannot find package");
    });
    vi.resetModules();
    const fresh = await import("../../../src/providers/anthropic/index.ts");
    const anthropic = fresh.createProvider({ name: "anthropic", baseURL: root(), fetch: watched, now: () => 0 });
    await expect(anthropic.prepare!(REQUEST, prepareContext(OPUS))).rejects.toMatchObject({
      kind: "config",
      message: expect.stringContaining("npm install @anthropic-ai/sdk"),
    });
    vi.doUnmock("@anthropic-ai/sdk");
    vi.resetModules();
    await anthropic.complete(REQUEST, context());
    expect(seen).toHaveLength(1);
  });
});

/** Which of the keys made above are on the heap; none stands in this file as a whole. */
async function keysInHeap(): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  let tail = "";
  const found = new Set<string>();
  for await (const piece of getHeapSnapshot()) {
    const text = tail + String(piece);
    for (const [, key = ""] of text.matchAll(/sk-heap-([a-z]+)-42/g)) found.add(key);
    tail = text.slice(-32);
  }
  return [...found];
}
