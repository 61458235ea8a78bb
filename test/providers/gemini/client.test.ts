import type { ServerResponse } from "node:http";
import { GoogleGenAI } from "@google/genai";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ChatRequest, Chunk } from "../../../src/contract/chat.ts";
import type { Provider, ProviderContext, SignedRequest } from "../../../src/contract/provider.ts";
import { createProvider } from "../../../src/providers/gemini/index.ts";
import type { ProviderInit } from "../../../src/providers/init.ts";
import { createTransport } from "../../../src/transport/transport.ts";
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

const OLDER = "@google/generative-ai";
const SDKS = ["@google/genai", OLDER] as const;
const transport = createTransport({ mode: "lean" });

const none: typeof fetch = () => Promise.reject(new Error("our fetch was used"));

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

const over =
  (sdk: string) =>
  (baseURL: string | undefined, more: Partial<ProviderInit> = {}) =>
    createProvider({
      name: "gemini",
      sdk,
      ...(baseURL && { baseURL }),
      fetch: transport.fetch,
      now: () => NOW,
      ...more,
    });

async function streamed(gemini: Provider, context: ProviderContext): Promise<{ chunks: Chunk[]; error: unknown }> {
  const chunks: Chunk[] = [];
  try {
    for await (const chunk of await gemini.stream(REQUEST, context)) chunks.push(chunk);
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

describe.each(SDKS)("a JSON call through the SDK: %s", (sdk) => {
  const provider = over(sdk);

  it.each(["", "//", "/v1", "/v1beta/"])("finds the API under a base that ends in '%s'", async (end) => {
    const { url, seen } = await start(json(ANSWER));
    await provider(url + end).complete(REQUEST, attempt());
    expect(seen[0]).toMatchObject({ url: "/v1beta/models/gemini-3.8-flash:generateContent" });
  });

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
      systemInstruction: { ...(sdk === OLDER && { role: "system" }), parts: [{ text: "brief" }] },
      ...(sdk === OLDER && { generationConfig: {}, safetySettings: [] }),
    });
    expect(wire).toMatchObject({ status: 200 });
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
    expect(wire).toMatchObject({ status });
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
    expect(wire).toMatchObject({ status: 200 });
    expect(gemini.classify?.(error, wire, [])).not.toHaveProperty("resetBeforeResponse");
  });
});

describe.each(SDKS)("credentials: %s", (sdk) => {
  const provider = over(sdk);

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
    await streamed(provider(url), attempt({ credential: { kind: "headers", headers } }));
    expect(shown?.url).toBe(`${url}/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse`);
    expect(shown).toMatchObject({ url: `${url}${seen[0]?.url}`, body: seen[0]?.body });
  });

  it("none sends no key, or an empty one", async () => {
    const { url, seen } = await start(json(ANSWER));
    await provider(url).complete(REQUEST, attempt({ credential: { kind: "none" } }));
    expect(seen[0]?.headers["x-goog-api-key"]).toBe(sdk === OLDER ? "" : undefined);
  });

  it("a key or header that cannot be sent is a config error without its value", async () => {
    const bad = "sec\nret";
    for (const wrong of [
      { credential: { kind: "key", key: bad, fixed: false } as const },
      { headers: { "x-a": bad } },
    ]) {
      const error = await provider("http://127.0.0.1:9")
        .complete(REQUEST, attempt(wrong))
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
    await streamed(provider(url), attempt({ signal }));
    const listeners = (spy: typeof added | typeof removed) => new Set(spy.mock.calls.map(([, listener]) => listener));
    expect(added).toHaveBeenCalled();
    await vi.waitFor(() => expect(listeners(removed)).toEqual(listeners(added)));
  });
});

describe.each(SDKS)("a streamed call through the SDK: %s", (sdk) => {
  const provider = over(sdk);

  it("yields chunks as they come, a BOM in front and a split character included", async () => {
    const bytes = Buffer.from(`\uFEFF${frame(piece("né"))}${frame({ ...piece("!", "STOP"), usageMetadata: USAGE })}`);
    const at = bytes.indexOf(Buffer.from("é")) + 1;
    const { url, seen } = await start((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(bytes.subarray(0, at), () => setImmediate(() => response.end(bytes.subarray(at))));
    });
    const onHeaders = vi.fn();
    const { chunks, error } = await streamed(provider(url), attempt({ wire: { onHeaders } }));
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
      result = await streamed(provider(url), attempt({ wire }));
    });
    expect(rejections).toEqual([]);
    expect(textOf(result!.chunks)).toBe("He");
    expect(provider(url).classify?.(result!.error, wire, [])?.kind).toBe("overloaded");
  });

  it.skipIf(sdk === OLDER)("an error in lines of its own, outside of any event, is thrown by its kind", async () => {
    const body = JSON.stringify({ error: { code: 503, status: "UNAVAILABLE", message: "Busy." } }, null, 2);
    const { url } = await start(sse(frame(piece("He")), `${body}\r\n`));
    const { chunks, error } = await streamed(provider(url), attempt());
    expect(textOf(chunks)).toBe("He");
    expect(provider(url).classify?.(error, {}, [])).toMatchObject({ kind: "overloaded", message: "Busy." });
  });

  it("a socket that breaks mid-stream throws, without an unhandled rejection", async () => {
    const { url } = await start((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(frame(piece("He")), () => setTimeout(() => response.destroy(), 20));
    });
    let result: Awaited<ReturnType<typeof streamed>> | undefined;
    const rejections = await unhandled(async () => {
      result = await streamed(provider(url), attempt());
    });
    expect(rejections).toEqual([]);
    expect(textOf(result!.chunks)).toBe("He");
    expect(String(result!.error)).toContain(sdk === OLDER ? "Error reading from the stream" : "terminated");
  });

  it("comments, which the older SDK takes for a broken stream, without an unhandled rejection", async () => {
    const { url } = await start(sse(frame(piece("He")), ": keepalive\r\n\r\n: a\r\n", frame(piece("llo", "STOP"))));
    let result: Awaited<ReturnType<typeof streamed>> | undefined;
    const rejections = await unhandled(async () => {
      result = await streamed(provider(url), attempt());
    });
    expect(rejections).toEqual([]);
    if (sdk === OLDER) expect(String(result!.error)).toContain("Failed to parse stream");
    else expect(textOf(result!.chunks)).toBe("Hello");
  });

  it("a stream cut cleanly ends without a finish", async () => {
    const { url } = await start(sse(frame(piece("He"))));
    const { chunks, error } = await streamed(provider(url), attempt());
    expect(error).toBeUndefined();
    expect(chunks.some((chunk) => chunk.choices[0]?.finish_reason)).toBe(false);
  });
});

describe.each(SDKS)("abort: %s", (sdk) => {
  const provider = over(sdk);

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
      // The older SDK's reader is told by an error.
      const pending = reader.next().then(
        ({ done }) => done,
        () => true,
      );
      controller.abort();
      expect(await pending).toBe(true);
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

describe("a client of the caller's own", () => {
  it("of the older package is used as it is", async () => {
    const generateContent = vi.fn(async () => ({ response: ANSWER }));
    const getGenerativeModel = vi.fn(() => ({ generateContent }));
    const gemini = over(OLDER)(undefined, { client: { getGenerativeModel }, headers: { "x-own": "1" } });
    const completion = await gemini.complete(REQUEST, attempt());
    expect(completion.choices[0]?.message.content).toBe("Hello");
    const [params, options] = getGenerativeModel.mock.calls[0] as unknown as [object, { customHeaders: Headers }];
    expect(params).toEqual({ model: "gemini-3.8-flash" });
    expect([...options.customHeaders]).toEqual([["x-own", "1"]]);
  });

  it("of the present package is used as it is: its key, its fetch, its address", async () => {
    const { url, seen } = await start((response, { url: path }) =>
      path.includes("stream") ? sse(frame(piece("Hel")), frame(piece("lo", "STOP")))(response) : json(ANSWER)(response),
    );
    const sent = vi.fn(fetch);
    const client = new GoogleGenAI({ apiKey: "own-key", httpOptions: { baseUrl: url, fetch: sent } });
    const gemini = createProvider({ name: "gemini", client, headers: { "x-own": "1" }, fetch: none, now: () => NOW });
    const request = { ...REQUEST, temperature: 0.5, provider_options: { gemini: { labels: { team: "a" } } } };
    const completion = await gemini.complete(request, attempt());
    expect(completion.choices[0]?.message.content).toBe("Hello");
    expect(textOf((await streamed(gemini, attempt())).chunks)).toBe("Hello");
    expect(sent).toHaveBeenCalledTimes(2);
    expect(seen[0]?.headers).toMatchObject({ "x-goog-api-key": "own-key", "x-own": "1" });
    expect(JSON.parse(seen[0]!.body)).toEqual({
      contents: [{ role: "user", parts: [{ text: "hi" }] }],
      systemInstruction: { parts: [{ text: "brief" }] },
      generationConfig: { temperature: 0.5 },
      labels: { team: "a" },
    });
  });

  it("of the present package: errors are read from its message, and an abort closes the socket", async () => {
    const quota = { error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "Too many requests." } };
    const running = await start((response, { url: path }) => path.includes("stream") || json(quota, 429)(response));
    const client = new GoogleGenAI({ apiKey: "own-key", httpOptions: { baseUrl: running.url } });
    const gemini = createProvider({ name: "gemini", client, fetch: none, now: () => NOW });
    const wire = {};
    const error = await gemini.complete(REQUEST, attempt({ wire })).catch((reason: unknown) => reason);
    const fault = gemini.classify?.(error, wire, []);
    expect(fault).toMatchObject({ kind: "rate_limit", status: 429, message: "Too many requests." });
    const arrived = running.arrival();
    const controller = new AbortController();
    const streaming = streamed(gemini, attempt({ signal: controller.signal }));
    const request = await arrived;
    controller.abort();
    expect((await streaming).error).toBeDefined();
    expect(await request.closed).toBe("cut");
  });
});

describe("which SDK", () => {
  const refusal = (gemini: Provider) =>
    Promise.resolve(gemini.prepare!(REQUEST, prepareContext())).catch((reason: unknown) => reason);
  const agentOf = async (sdk?: string) => {
    const { url, seen } = await start(json(ANSWER));
    const { createProvider: create } = await import("../../../src/providers/gemini/index.ts");
    const init = { name: "gemini", baseURL: url, fetch: transport.fetch, now: () => NOW, ...(sdk && { sdk }) };
    await create(init).complete(REQUEST, attempt());
    await server?.close();
    return seen[0]?.headers["x-goog-api-client"];
  };
  const missing = (...names: string[]) => {
    vi.resetModules();
    for (const name of names) {
      vi.doMock(name, () => {
        throw new Error("Cannot find package");
      });
    }
  };
  afterEach(() => {
    for (const name of SDKS) vi.doUnmock(name);
    vi.resetModules();
  });

  it("is the present one, the older one if it is named, and whichever is there", async () => {
    expect(await agentOf()).toContain("google-genai-sdk/");
    expect(await agentOf(OLDER)).toContain("genai-js/");
    missing("@google/genai");
    expect(await agentOf()).toContain("genai-js/");
    vi.doUnmock("@google/genai");
    missing(OLDER);
    expect(await agentOf()).toContain("google-genai-sdk/");
  });

  it("if both are missing, `prepare` refuses and says what to install; later they are looked for anew", async () => {
    missing(...SDKS);
    const { createProvider: create } = await import("../../../src/providers/gemini/index.ts");
    const gemini = create({ name: "gemini", fetch, now: () => NOW });
    const message = expect.stringContaining("npm install @google/genai ");
    expect(await refusal(gemini)).toMatchObject({ kind: "config", message });
    const named = create({ name: "gemini", sdk: OLDER, fetch, now: () => NOW });
    expect(await refusal(named)).toMatchObject({ message: expect.stringContaining(`npm install ${OLDER}`) });
    const own = create({ name: "gemini", fetch, now: () => NOW, client: { getGenerativeModel: () => {} } });
    expect(await refusal(own)).toMatchObject({ warnings: [] });
    for (const name of SDKS) vi.doUnmock(name);
    expect(await refusal(gemini)).toMatchObject({ warnings: [] });
  });

  it("a release of the present one that takes no fetch is refused", async () => {
    vi.resetModules();
    const models = { generateContent: async () => ({}), generateContentStream: async () => [] };
    vi.doMock("@google/genai", () => ({
      GoogleGenAI: class {
        models = models;
      },
    }));
    const { createProvider: create } = await import("../../../src/providers/gemini/index.ts");
    const gemini = create({ name: "gemini", fetch, now: () => NOW });
    await expect(gemini.complete(REQUEST, attempt())).rejects.toMatchObject({ kind: "config", code: "old_sdk" });
  });
});
