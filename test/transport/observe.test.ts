import { gzipSync } from "node:zlib";
import { Agent, type Dispatcher, interceptors } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { WireNotes } from "../../src/contract/provider.ts";
import type { WireCall } from "../../src/contract/transport.ts";
import { globalFetchTaken } from "../../src/transport/patched.ts";
import { createTransport } from "../../src/transport/transport.ts";
import { leanTransport } from "./engines.ts";
import { serve, type TestServer, until } from "./server.ts";

const transports = {
  "node:http": await leanTransport("node:http"),
  undici: await leanTransport("undici"),
  fetch: createTransport({ mode: "fetch" }),
  "a fetch of the user's": createTransport({ fetch: (input, init) => globalThis.fetch(input, init) }),
};
afterAll(() => {
  for (const { close } of Object.values(transports)) close();
});

let server: TestServer;
let release = () => {};
const requests: { headers: Record<string, unknown>; body: string }[] = [];
beforeAll(async () => {
  server = await serve(async (request, response) => {
    const body: Buffer[] = [];
    for await (const part of request) body.push(part as Buffer);
    requests.push({ headers: request.headers, body: Buffer.concat(body).toString() });
    const page = request.url ?? "";
    if (page === "/json") {
      response.writeHead(200, {
        "Content-Type": "application/json",
        "X-Many": ["1", "2"],
        "Set-Cookie": ["a=1", "b=2"],
      });
      response.write('{"text":"世');
      release = () => response.end('界"}');
    }
    if (page === "/events") {
      response.writeHead(200, {
        "Content-Type": "text/event-stream",
        "X-Many": ["1", "2"],
        "Set-Cookie": ["a=1", "b=2"],
      });
      response.write("data: 世");
      release = () => response.end("界\n\n");
    }
    if (page === "/cut") {
      response.write('{"text":');
      setTimeout(() => response.destroy(), 5);
    }
    if (page === "/none") response.writeHead(204).end();
    if (page === "/error") response.writeHead(429, { "retry-after": "7" }).end('{"error":{"message":"slow down"}}');
    if (page === "/bare") response.writeHead(503).end();
    if (page === "/half") {
      response.writeHead(500, { "content-length": "50" });
      response.write("half an error");
      setTimeout(() => response.destroy(), 5);
    }
    if (page === "/flood") {
      response.writeHead(502);
      const more = () => {
        if (!response.destroyed) response.write("世".repeat(10_000), () => setImmediate(more));
      };
      more();
    }
    if (page === "/endless") {
      response.writeHead(200);
      const more = () => {
        if (!response.destroyed) response.write(Buffer.alloc(4_000_000), () => setImmediate(more));
      };
      more();
    }
    if (page === "/blown-up") {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(70_000_000), { level: 1 }));
    }
    if (page === "/redirect") response.writeHead(302, { location: "/json" }).end();
  });
});
afterAll(() => server.close());
afterEach(() => {
  requests.length = 0;
});

function noting() {
  const calls: string[] = [];
  const wire: WireNotes = {
    onConnect: () => calls.push("connect"),
    onHeaders: () => calls.push("headers"),
    onBytes: () => calls.push("bytes"),
  };
  return { wire, calls };
}

describe.each(Object.entries(transports))("what is noted over %s", (_, { fetch }) => {
  const ask = (path: string, llmux: WireCall, init: RequestInit = {}) => fetch(server.url + path, { ...init, llmux });

  it("the head, when it arrives; a stream is handed on unread", async () => {
    const { wire, calls } = noting();
    const response = await ask("/events", { wire, whole: false });
    expect(wire.status).toBe(200);
    expect(Object.fromEntries(wire.head!)).toMatchObject({
      "content-type": "text/event-stream",
      "x-many": "1, 2",
    });
    expect(calls).toEqual(["connect", "headers"]);
    release();
    expect(await response.text()).toBe("data: 世界\n\n");
    expect(wire.errorText).toBeUndefined();
    expect(response.url).toBe(`${server.url}/events`);
  });

  it("JSON where a stream was asked for, which is told as the stream's one event", async () => {
    const { wire, calls } = noting();
    const answer = ask("/json", { wire, whole: false });
    await until(() => calls.includes("bytes"));
    release();
    const response = await answer;
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(await response.text()).toBe('data: {"text":"世界"}\n\n');
  });

  it("the bytes of a whole answer, which resolves when all are there", async () => {
    const { wire, calls } = noting();
    let done = false;
    const answer = ask("/json", { wire, whole: true }).finally(() => {
      done = true;
    });
    await until(() => calls.includes("bytes"));
    expect(done).toBe(false);
    release();
    const response = await answer;
    expect(calls.slice(0, 4)).toEqual(["connect", "headers", "bytes", "bytes"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await response.json()).toEqual({ text: "世界" });
    expect(response.url).toBe(`${server.url}/json`);
  });

  it("a whole answer that breaks off rejects", async () => {
    await expect(ask("/cut", { wire: {}, whole: true })).rejects.toMatchObject({
      name: "TypeError",
      message: "terminated",
    });
  });

  it.each(["/endless", "/blown-up"])(
    "a whole answer beyond 64 MB rejects, and its connection is closed: %s",
    async (page) => {
      const error: unknown = await ask(page, { wire: {}, whole: true }).catch((e: unknown) => e);
      expect(String(error)).toBe("TypeError: terminated");
      expect((error as Error).cause).toMatchObject({ code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" });
    },
  );

  it("an answer without a body", async () => {
    const { wire } = noting();
    const response = await ask("/none", { wire, whole: true });
    expect([response.status, response.body, wire.status]).toEqual([204, null, 204]);
  });

  it("an error's text, which the response still has", async () => {
    for (const whole of [true, false]) {
      const { wire } = noting();
      const response = await ask("/error", { wire, whole });
      expect(wire).toMatchObject({ status: 429, errorText: '{"error":{"message":"slow down"}}' });
      expect(wire.head?.get("retry-after")).toBe("7");
      expect([response.ok, response.status, response.statusText]).toEqual([false, 429, "Too Many Requests"]);
      expect(await response.json()).toEqual({ error: { message: "slow down" } });
    }
  });

  it("an error without text, and one that breaks off, are still that error", async () => {
    const bare = noting().wire;
    await ask("/bare", { wire: bare, whole: false });
    expect(bare).toMatchObject({ status: 503, errorText: "" });
    const half = noting().wire;
    const response = await ask("/half", { wire: half, whole: true });
    expect(half.status).toBe(500);
    expect("half an error").toContain(half.errorText);
    expect(await response.text()).toBe(half.errorText);
  });

  it("at most 64 kB of an error, cut between characters", async () => {
    const { wire } = noting();
    const response = await ask("/flood", { wire, whole: false });
    expect(wire.errorText).toBe("世".repeat(21_845));
    expect(await response.text()).toBe(wire.errorText);
  });

  it("a redirect, which is refused", async () => {
    const { wire } = noting();
    await expect(ask("/redirect", { wire, whole: false })).rejects.toThrow("fetch failed");
    expect(wire.status).toBe(302);
    expect(requests).toHaveLength(1);
  });

  it("signing sees this very request and replaces what stood there", async () => {
    const headers = { Authorization: "Bearer placeholder", "X-Api-Key": "placeholder", "x-kept": "1" };
    const seen: unknown[] = [];
    const sign: NonNullable<WireCall["sign"]> = async (request) => {
      seen.push(request);
      return { authorization: "Signed abc", "x-api-key": "real", "X-Date": "today" };
    };
    await ask("/error", { wire: {}, whole: true, sign }, { method: "POST", body: '{"a":1}', headers });
    expect(seen).toEqual([{ method: "POST", url: `${server.url}/error`, body: '{"a":1}' }]);
    expect(requests[0]).toMatchObject({
      body: '{"a":1}',
      headers: { authorization: "Signed abc", "x-api-key": "real", "x-date": "today", "x-kept": "1" },
    });
    expect(headers.Authorization).toBe("Bearer placeholder");
  });

  it("signing that fails sends nothing, and its message quotes no key", async () => {
    const failing = async () => Promise.reject(new Error("no vault"));
    await expect(ask("/json", { wire: {}, whole: true, sign: failing })).rejects.toThrow("no vault");
    const wrong = ask("/json", { wire: {}, whole: true, sign: async () => ({ authorization: "secret\nvalue" }) });
    const error = (await wrong.catch((e: unknown) => e)) as Error;
    expect(error.message).toContain('"authorization"');
    expect(error.message).not.toContain("secret");
    const controller = new AbortController();
    const hanging = ask(
      "/json",
      { wire: {}, whole: true, sign: () => new Promise(() => {}) },
      { signal: controller.signal },
    );
    controller.abort();
    await expect(hanging).rejects.toMatchObject({ name: "AbortError" });
    expect(requests).toHaveLength(0);
  });
});

describe("which fetch sends", () => {
  const original = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = original;
    vi.unstubAllEnvs();
  });
  const replaced = () => {
    const seen: RequestInit[] = [];
    globalThis.fetch = async (_, init) => {
      seen.push(init ?? {});
      return new Response("replaced");
    };
    return seen;
  };
  const ask = async (mode?: "lean" | "fetch", init: RequestInit = {}, url = `${server.url}/error`) => {
    const transport = createTransport(mode ? { mode } : {});
    const text = await (await transport.fetch(url, { ...init, llmux: { wire: {}, whole: false } })).text();
    const sockets = transport.openSockets();
    transport.close();
    return { text, sockets };
  };

  it("our own connections, as a rule", async () => {
    expect(await ask()).toMatchObject({ sockets: 1 });
    expect(await ask("fetch")).toMatchObject({ sockets: 0 });
  });

  it("a global fetch that was replaced is respected, unless the lean one is asked for", async () => {
    const seen = replaced();
    expect((await ask()).text).toBe("replaced");
    expect((await ask("lean")).text).not.toBe("replaced");
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toHaveProperty("llmux");
  });

  it.each<[string, Dispatcher, boolean]>([
    ["undici's own", new Agent(), false],
    ["one with settings", new Agent({ connect: { ca: "mine" } }), true],
    ["one with a way to connect", new Agent({ connect: () => {} }), true],
    ["one with a factory", new Agent({ factory: () => new Agent() }), true],
    ["one with interceptors", new Agent().compose(interceptors.retry()), true],
    ["another's", new (class ProxyAgent extends Agent {})(), true],
  ])("a global dispatcher is respected: %s", async (_, dispatcher, expected) => {
    await original(`${server.url}/error`);
    const holder = globalThis as { [key: symbol]: unknown };
    const key = Symbol.for("undici.globalDispatcher.1");
    const before = holder[key];
    expect(globalFetchTaken()).toBe(false);
    holder[key] = dispatcher;
    try {
      expect(globalFetchTaken()).toBe(expected);
    } finally {
      holder[key] = before;
    }
  });

  it.each([
    ["a form", { method: "POST", body: new FormData() }],
    ["a stream", { method: "POST", body: new ReadableStream(), duplex: "half" }],
    ["a dispatcher", { dispatcher: {} }],
  ])("%s is for the standard fetch", async (_, init) => {
    replaced();
    expect((await ask("lean", init as RequestInit)).text).toBe("replaced");
  });

  it("a proxy named in the environment is for the standard fetch", async () => {
    replaced();
    vi.stubEnv("HTTPS_PROXY", "http://proxy.invalid:1");
    expect((await ask("lean", {}, "https://api.example.invalid/")).text).toBe("replaced");
    await expect(ask("lean", {}, "http://127.0.0.1:1/")).rejects.toThrow("fetch failed");
    vi.stubEnv("NO_PROXY", "other.invalid, .example.invalid");
    await expect(ask("lean", {}, "https://api.example.invalid/")).rejects.toThrow("fetch failed");
  });

  it("one without bodies of its own kind, such as a Node stream, is read all the same", async () => {
    const { Readable } = await import("node:stream");
    const body = Readable.from([Buffer.from('{"a":'), Buffer.from("1}")]);
    const foreign = { status: 200, statusText: "OK", headers: new Headers(), url: "", body } as unknown as Response;
    const { fetch } = createTransport({ fetch: async () => foreign });
    const response = await fetch("http://a.invalid/", { llmux: { wire: {}, whole: true } });
    expect(await response.json()).toEqual({ a: 1 });
  });

  it("one that does not listen to its signal is left behind all the same", async () => {
    const controller = new AbortController();
    const { fetch } = createTransport({ fetch: () => new Promise(() => {}) });
    const failed = fetch("http://a.invalid/", { signal: controller.signal });
    controller.abort();
    await expect(failed).rejects.toMatchObject({ name: "AbortError" });
  });
});
