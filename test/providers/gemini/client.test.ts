import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ChatRequest, Chunk } from "../../../src/contract/chat.ts";
import type { ProviderContext, SignedRequest } from "../../../src/contract/provider.ts";
import { createProvider } from "../../../src/providers/gemini/index.ts";
import type { ProviderInit } from "../../../src/providers/init.ts";
import { attempt, candidate, NOW, prepareContext } from "./kit.ts";
import { frame, type Seen, serve, type TestServer } from "./server.ts";

const REQUEST: ChatRequest = {
  messages: [
    { role: "system", content: "brief" },
    { role: "user", content: "hi" },
  ],
};
const USAGE = { promptTokenCount: 3, candidatesTokenCount: 2 };
const ANSWER = { candidates: [candidate([{ text: "Hello" }])], usageMetadata: USAGE, responseId: "r1" };
const piece = (text: string, finishReason?: string) => ({
  candidates: [{ content: { role: "model", parts: [{ text }] }, finishReason }],
  responseId: "r1",
});

let server: TestServer | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await server?.close();
  server = undefined;
});

async function start(answer: (response: ServerResponse, seen: Seen) => void): Promise<TestServer> {
  server = await serve(answer);
  return server;
}

const json =
  (value: unknown, status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
const sse =
  (...pieces: string[]) =>
  (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const each of pieces) response.write(each);
    response.end();
  };

function provider(baseURL: string | undefined, over: Partial<ProviderInit> = {}) {
  return createProvider({ name: "gemini", ...(baseURL && { baseURL }), fetch, now: () => NOW, ...over });
}

async function streamed(baseURL: string, context: ProviderContext): Promise<{ chunks: Chunk[]; error: unknown }> {
  const chunks: Chunk[] = [];
  try {
    for await (const chunk of await provider(baseURL).stream(REQUEST, context)) chunks.push(chunk);
  } catch (error) {
    return { chunks, error };
  }
  return { chunks, error: undefined };
}

const textOf = (chunks: readonly Chunk[]) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");

/** Runs `act`, lets pending rejections surface, and returns those nobody handled. */
async function unhandled(act: () => Promise<unknown>): Promise<unknown[]> {
  const caught: unknown[] = [];
  const listen = (reason: unknown) => caught.push(reason);
  process.on("unhandledRejection", listen);
  await act();
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", listen);
  return caught;
}

describe("a JSON call through the SDK", () => {
  it("sends address, key, headers and body, and decodes the answer", async () => {
    const { url, seen } = await start(json(ANSWER));
    const wire = {};
    const gemini = provider(`${url}/`, { headers: { "X-Own": "1", "content-type": "text/odd" } });
    const prepared = await gemini.prepare!(REQUEST, prepareContext());
    const completion = await gemini.complete(REQUEST, attempt({ prepared, wire, headers: { "x-call": "2" } }));
    expect(completion.choices[0]?.message.content).toBe("Hello");
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      url: "/v1beta/models/gemini-3.8-flash:generateContent",
      headers: { "x-goog-api-key": "test-key", "x-own": "1", "x-call": "2", "content-type": "application/json" },
    });
    expect(JSON.parse(seen[0]!.body)).toEqual({
      contents: [{ role: "user", parts: [{ text: "hi" }] }],
      systemInstruction: { role: "system", parts: [{ text: "brief" }] },
      generationConfig: {},
      safetySettings: [],
    });
    expect(wire).toEqual({ status: 200 });
    expect((prepared.native as { body: object }).body).not.toHaveProperty("safetySettings");
  });

  it("prints nothing, whatever the answer", async () => {
    const spies = (["log", "info", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
    const { url } = await start(
      json({ candidates: [candidate([{ text: "a" }]), candidate([], { index: 1, finishReason: "SAFETY" })] }),
    );
    await provider(url).complete(REQUEST, attempt());
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it("takes the root from GOOGLE_GEMINI_BASE_URL where none is configured", async () => {
    const { url, seen } = await start(json(ANSWER));
    vi.stubEnv("GOOGLE_GEMINI_BASE_URL", url);
    await provider(undefined).complete(REQUEST, attempt());
    expect(seen).toHaveLength(1);
  });

  it.each([
    [{ error: { code: 503, status: "UNAVAILABLE", message: "The model is overloaded." } }, 503, "overloaded"],
    [{ error: { code: 400, status: "INVALID_ARGUMENT", message: "API key not valid." } }, 400, "auth"],
    [{ error: { code: 503, status: "UNAVAILABLE", message: "The model is overloaded." } }, 200, "overloaded"],
    [null, 200, "server_error"],
    ["<html>", 200, "server_error"],
  ])("%j under HTTP %d is %s", async (body, status, kind) => {
    const { url } = await start(json(body, status));
    const gemini = provider(url);
    const wire = {};
    const error = await gemini.complete(REQUEST, attempt({ wire })).catch((reason: unknown) => reason);
    expect(wire).toEqual({ status });
    expect(gemini.classify?.(error, wire, ["test-key"])?.kind).toBe(kind);
  });

  it("a body cut short is known to have had its head", async () => {
    const { url } = await start((response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('{"candidates":', () => response.destroy());
    });
    const wire = {};
    const gemini = provider(url);
    const error = await gemini.complete(REQUEST, attempt({ wire })).catch((reason: unknown) => reason);
    expect(wire).toEqual({ status: 200 });
    expect(gemini.classify?.(error, wire, [])).not.toHaveProperty("resetBeforeResponse");
  });
});

describe("credentials", () => {
  it("`auth` sees the very request that is sent, its headers are used, its key becomes the SDK's", async () => {
    const { url, seen } = await start(json(ANSWER));
    const shown: SignedRequest[] = [];
    const headers = async (request: SignedRequest) => {
      shown.push(request);
      return { Authorization: "Bearer t", "X-Goog-Api-Key": "from-auth", "x-goog-api-client": "mine/1" };
    };
    await provider(url).complete(
      { ...REQUEST, temperature: 0.5 },
      attempt({ credential: { kind: "headers", headers } }),
    );
    expect(shown).toEqual([{ method: "POST", url: `${url}${seen[0]?.url}`, body: seen[0]?.body }]);
    expect(seen[0]?.headers).toMatchObject({ authorization: "Bearer t", "x-goog-api-key": "from-auth" });
    expect(seen[0]?.headers["x-goog-api-client"]).toContain("mine/1");
  });

  it("`auth` sees the streaming address", async () => {
    const { url, seen } = await start(sse(frame(piece("Hello", "STOP"))));
    let shown: SignedRequest | undefined;
    const headers = async (request: SignedRequest) => {
      shown = request;
      return {};
    };
    await streamed(url, attempt({ credential: { kind: "headers", headers } }));
    expect(shown?.url).toBe(`${url}/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse`);
    expect(shown).toMatchObject({ url: `${url}${seen[0]?.url}`, body: seen[0]?.body });
  });

  it("none sends an empty key", async () => {
    const { url, seen } = await start(json(ANSWER));
    await provider(url).complete(REQUEST, attempt({ credential: { kind: "none" } }));
    expect(seen[0]?.headers["x-goog-api-key"]).toBe("");
  });

  it("a key or header that cannot be sent is a config error without its value", async () => {
    const bad = "sec\nret";
    for (const over of [
      { credential: { kind: "key", key: bad, fixed: false } as const },
      { headers: { "x-a": bad } },
    ]) {
      const error = await provider("http://127.0.0.1:9")
        .complete(REQUEST, attempt(over))
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ kind: "config" });
      expect(String(error)).not.toContain(bad);
    }
  });

  it("leaves no listener on the attempt's signal, whose closure would hold the headers", async () => {
    const { url } = await start((response, { url: path }) =>
      path.includes("stream") ? sse(frame(piece("Hello", "STOP")))(response) : json(ANSWER)(response),
    );
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    await provider(url).complete(REQUEST, attempt({ signal }));
    await streamed(url, attempt({ signal }));
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      added.mock.calls.map(([, listener]) => listener),
    );
  });
});

describe("a streamed call through the SDK", () => {
  it("yields chunks as they come, a BOM in front and a split character included", async () => {
    const bytes = Buffer.from(`\uFEFF${frame(piece("né"))}${frame({ ...piece("!", "STOP"), usageMetadata: USAGE })}`);
    const at = bytes.indexOf(Buffer.from("é")) + 1;
    const { url, seen } = await start((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(bytes.subarray(0, at), () => setImmediate(() => response.end(bytes.subarray(at))));
    });
    const onHeaders = vi.fn();
    const { chunks, error } = await streamed(url, attempt({ wire: { onHeaders } }));
    expect(error).toBeUndefined();
    expect(textOf(chunks)).toBe("né!");
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: "stop" }], usage: { prompt_tokens: 3 } });
    expect(seen[0]?.url).toBe("/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse");
    expect(onHeaders).toHaveBeenCalledTimes(1);
  });

  it("an error chunk is thrown as overloaded, without an unhandled rejection", async () => {
    const error = { code: 503, status: "UNAVAILABLE", message: "The model is overloaded." };
    const { url } = await start(sse(frame(piece("He")), frame({ error })));
    const wire = {};
    let result: Awaited<ReturnType<typeof streamed>> | undefined;
    const rejections = await unhandled(async () => {
      result = await streamed(url, attempt({ wire }));
    });
    expect(rejections).toEqual([]);
    expect(textOf(result!.chunks)).toBe("He");
    expect(provider(url).classify?.(result!.error, wire, [])?.kind).toBe("overloaded");
  });

  it("a socket that breaks mid-stream throws, without an unhandled rejection", async () => {
    const { url } = await start((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(frame(piece("He")), () => setTimeout(() => response.destroy(), 20));
    });
    let result: Awaited<ReturnType<typeof streamed>> | undefined;
    const rejections = await unhandled(async () => {
      result = await streamed(url, attempt());
    });
    expect(rejections).toEqual([]);
    expect(textOf(result!.chunks)).toBe("He");
    expect(String(result!.error)).toContain("Error reading from the stream");
  });

  it("the SDK does not know SSE comments: the stream fails at its end, without an unhandled rejection", async () => {
    const { url } = await start(sse(frame(piece("He")), ": keepalive\r\n\r\n", frame(piece("llo", "STOP"))));
    let result: Awaited<ReturnType<typeof streamed>> | undefined;
    const rejections = await unhandled(async () => {
      result = await streamed(url, attempt());
    });
    expect(rejections).toEqual([]);
    expect(String(result!.error)).toContain("Failed to parse stream");
  });

  it("a stream cut cleanly ends without a finish", async () => {
    const { url } = await start(sse(frame(piece("He"))));
    const { chunks, error } = await streamed(url, attempt());
    expect(error).toBeUndefined();
    expect(chunks.some((chunk) => chunk.choices[0]?.finish_reason)).toBe(false);
  });
});

describe("abort", () => {
  const hanging = (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(frame(piece("He")));
  };

  it("a signal aborted before the call sends nothing and asks for no headers", async () => {
    const { url, seen } = await start(json(ANSWER));
    const reason = new Error("enough");
    const headers = vi.fn(async () => ({}));
    const context = attempt({ signal: AbortSignal.abort(reason), credential: { kind: "headers", headers } });
    await expect(provider(url).complete(REQUEST, context)).rejects.toBe(reason);
    await expect(provider(url).stream(REQUEST, context)).rejects.toBe(reason);
    expect(headers).not.toHaveBeenCalled();
    expect(seen).toEqual([]);
  });

  it("closes the socket of a waiting JSON call", async () => {
    const running = await start(() => {});
    const arrived = running.arrival();
    const controller = new AbortController();
    const rejected = expect(
      provider(running.url).complete(REQUEST, attempt({ signal: controller.signal })),
    ).rejects.toThrow();
    const request = await arrived;
    controller.abort();
    await rejected;
    expect(await request.closed).toBe("cut");
  });

  it("closes the socket of a stream, and the reader is told", async () => {
    const running = await start(hanging);
    const controller = new AbortController();
    const rejections = await unhandled(async () => {
      const stream = await provider(running.url).stream(REQUEST, attempt({ signal: controller.signal }));
      const reader = stream[Symbol.asyncIterator]();
      await reader.next();
      await reader.next();
      const pending = expect(reader.next()).rejects.toThrow();
      controller.abort();
      await pending;
      expect(await running.seen[0]!.closed).toBe("cut");
    });
    expect(rejections).toEqual([]);
  });

  it("leaving a stream early closes the socket, which the SDK alone would not do", async () => {
    const running = await start(hanging);
    const rejections = await unhandled(async () => {
      for await (const chunk of await provider(running.url).stream(REQUEST, attempt())) {
        if (chunk.choices[0]?.delta.content) break;
      }
      expect(await running.seen[0]!.closed).toBe("cut");
    });
    expect(rejections).toEqual([]);
  });
});

describe("the SDK", () => {
  it("a client of the caller's own is used as it is", async () => {
    const generateContent = vi.fn(async () => ({ response: ANSWER }));
    const getGenerativeModel = vi.fn(() => ({ generateContent }));
    const gemini = provider(undefined, { client: { getGenerativeModel }, headers: { "x-own": "1" } });
    const completion = await gemini.complete(REQUEST, attempt());
    expect(completion.choices[0]?.message.content).toBe("Hello");
    const [params, options] = getGenerativeModel.mock.calls[0] as unknown as [object, { customHeaders: Headers }];
    expect(params).toEqual({ model: "gemini-3.8-flash" });
    expect([...options.customHeaders]).toEqual([["x-own", "1"]]);
  });

  it("if it is missing, `prepare` refuses and says what to install; later it is looked for anew", async () => {
    vi.resetModules();
    vi.doMock("@google/generative-ai", () => {
      throw new Error("Cannot find package");
    });
    const { createProvider: create } = await import("../../../src/providers/gemini/index.ts");
    const gemini = create({ name: "gemini", fetch, now: () => NOW });
    const refused = await Promise.resolve(gemini.prepare!(REQUEST, prepareContext())).catch(
      (reason: unknown) => reason,
    );
    expect(refused).toMatchObject({
      kind: "config",
      message: expect.stringContaining("npm install @google/generative-ai"),
    });
    const client = { getGenerativeModel: () => {} };
    const own = create({ name: "gemini", fetch, now: () => NOW, client });
    await expect(own.prepare!(REQUEST, prepareContext())).resolves.toBeDefined();
    vi.doUnmock("@google/generative-ai");
    await expect(gemini.prepare!(REQUEST, prepareContext())).resolves.toMatchObject({ warnings: [] });
  });
});
