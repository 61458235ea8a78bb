import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import {
  brotliCompressSync,
  createBrotliCompress,
  createDeflate,
  createDeflateRaw,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
} from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Transport } from "../../src/transport/transport.ts";
import { ENGINES, leanTransport } from "./engines.ts";
import { serve, serveTcp, type TestServer } from "./server.ts";

const text = "grüße, 世界 🎉\n".repeat(500);
const compressed = (coding: string, bytes: Buffer) => (_: IncomingMessage, response: ServerResponse) =>
  response.setHeader("content-encoding", coding).end(bytes);
const status = (code: number, body?: string) => (_: IncomingMessage, response: ServerResponse) => {
  response.statusCode = code;
  response.end(body);
};

const pages: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
  json: (_, response) => response.setHeader("content-type", "application/json").end('{"a":1}'),
  "odd reason": (_, response) => response.writeHead(299, "Fine By Me").end("ok"),
  empty: status(200),
  "no content": status(204),
  "reset content": status(205),
  "not modified": status(304),
  error: status(500, "broken"),
  unauthorized: status(401, '{"error":{}}'),
  "large header": (_, response) => response.setHeader("x-large", "x".repeat(12_000)).end("ok"),
  cookies: (_, response) => response.setHeader("set-cookie", ["a=1", "b=2; Path=/"]).end("ok"),
  repeated: (_, response) => response.setHeader("x-many", ["1", "2"]).end("ok"),
  latin1: (_, response) => response.setHeader("x-latin", "caf\u00e9").end("ok"),
  large: (_, response) => response.end(Buffer.alloc(3_000_000, "x")),
  pieces: async (_, response) => {
    for (const byte of Buffer.from("split 世界 everywhere 🎉")) {
      response.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  },
  echo: async (request, response) => {
    const body: Buffer[] = [];
    for await (const part of request) body.push(part as Buffer);
    const { host, "content-type": type, "content-length": length, authorization, accept } = request.headers;
    response.end(
      JSON.stringify([
        request.method,
        request.url,
        host,
        type,
        length,
        authorization,
        accept,
        `${Buffer.concat(body)}`,
      ]),
    );
  },
  gzip: compressed("gzip", gzipSync(text)),
  "x-gzip": compressed("x-gzip", gzipSync(text)),
  br: compressed("br", brotliCompressSync(text)),
  deflate: compressed("deflate", deflateSync(text)),
  "raw deflate": compressed("deflate", deflateRawSync(text)),
  "two codings": compressed("gzip, br", brotliCompressSync(gzipSync(text))),
  "empty gzip": compressed("gzip", Buffer.alloc(0)),
  "empty br": compressed("br", Buffer.alloc(0)),
  "empty deflate": compressed("deflate", Buffer.alloc(0)),
  "empty with two codings": compressed("gzip, br", Buffer.alloc(0)),
  "unknown coding": compressed("rot13", Buffer.from("uryyb")),
  "coding like a method": compressed("constructor", Buffer.from("plain")),
  "control character": (_, response) => response.socket?.end("HTTP/1.1 200 O\u0001K\r\nx: a\u0001b\r\n\r\nok"),
  identity: compressed("identity", Buffer.from("hello")),
  "damaged gzip": compressed("gzip", Buffer.from("this is not gzip at all")),
  "damaged br": compressed("br", Buffer.from("this is not brotli at all")),
  "damaged deflate": compressed("deflate", Buffer.from("xthis is not deflate at all")),
  "too short": (_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("only this");
    setTimeout(() => response.destroy(), 5);
  },
  "chunked cut": (_, response) => {
    response.write("only this");
    setTimeout(() => response.destroy(), 5);
  },
  "cut before the head": (_, response) => response.destroy(),
  early: (_, response) => {
    response.writeProcessing();
    response.writeEarlyHints({ link: "</style.css>; rel=preload" });
    response.end("after two interim answers");
  },
  close: (_, response) => response.setHeader("connection", "close").end("bye"),
};

const raw: Record<string, (socket: Socket) => unknown> = {
  "HTTP/1.0 without length": (socket) => socket.end("HTTP/1.0 200 OK\r\n\r\nuntil the end"),
  "non-HTTP bytes": (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"),
  "nothing at all": (socket) => socket.end(),
  reset: (socket) => socket.resetAndDestroy(),
  "a protocol switch nobody asked for": (socket) =>
    socket.end("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"),
  "a protocol switch in all its form": (socket) =>
    socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"),
  "more than was announced": (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok, and more"),
  "two lengths": (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\noka"),
  "a body where none belongs": (socket) => socket.end("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\nbody"),
  "no reason": (socket) => socket.end("HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok"),
  "head cut": (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le"),
  "header overflow": (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(40_000)}\r\n\r\n`),
  "bad chunk": (socket) => socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"),
  "chunk cut": (socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\nhello"),
  "last chunk missing": (socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"),
  "reset in the body": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello");
    setTimeout(() => socket.resetAndDestroy(), 5);
  },
};

/** Belong to the connection, of which the two clients keep different ones. */
const HOP = new Set(["date", "connection", "keep-alive"]);

async function seen(fetch: typeof globalThis.fetch, url: string, init: RequestInit = {}): Promise<unknown> {
  try {
    const response = await fetch(url, init);
    const { status, statusText, ok, redirected } = response;
    const headers = [...response.headers].filter(([name]) => !HOP.has(name));
    const head = { status, statusText, ok, redirected, headers, url: response.url, hasBody: response.body !== null };
    try {
      const body = await response.text();
      return {
        ...head,
        length: body.length,
        body: body.length < 9000 ? body : createHash("sha1").update(body).digest("hex"),
      };
    } catch (error) {
      return { ...head, error: String(error), hasCause: (error as Error).cause instanceof Error };
    }
  } catch (error) {
    return { error: String(error), hasCause: (error as Error).cause instanceof Error };
  }
}

describe.each(ENGINES)("the lean transport over %s answers as the standard fetch does", (engine) => {
  let transport: Transport;
  let server: TestServer;
  let tcp: TestServer;
  beforeAll(async () => {
    transport = await leanTransport(engine);
    server = await serve((request, response) => {
      const page = decodeURIComponent(new URL(request.url ?? "", "http://a").pathname.slice(1));
      void pages[page]?.(request, response);
    });
    tcp = await serveTcp((socket) => {
      socket.once("data", (bytes) => {
        const page = decodeURIComponent(/ \/(\S*) /.exec(String(bytes))?.[1] ?? "");
        raw[page]?.(socket);
      });
    });
  });
  afterAll(async () => {
    transport.close();
    await Promise.all([server.close(), tcp.close()]);
  });
  const both = async (url: string, init?: RequestInit) => {
    const expected = await seen(globalThis.fetch, url, init);
    const actual = await seen(transport.fetch as typeof fetch, url, init);
    expect(actual).toEqual(expected);
    return actual as { body?: string; error?: string };
  };

  it.each(Object.keys(pages))("%s", async (page) => {
    await both(`${server.url}/${encodeURIComponent(page)}?x=1&y=a%20b#part`);
  });

  it.each(Object.keys(raw))("%s", async (page) => {
    await both(`${tcp.url}/${encodeURIComponent(page)}`);
  });

  it.each([
    ["a text", { method: "POST", body: "grüße" }],
    [
      "a JSON text",
      { method: "POST", body: "{}", headers: { "Content-Type": "application/json", Authorization: "Bearer x" } },
    ],
    ["bytes", { method: "POST", body: new Uint8Array([104, 105]) }],
    ["a buffer", { method: "PUT", body: new Uint8Array([104, 105]).buffer }],
    ["a form", { method: "POST", body: new URLSearchParams({ a: "1" }) }],
    ["a blob", { method: "POST", body: new Blob(["hi"], { type: "text/csv" }) }],
    ["an empty text", { method: "POST", body: "" }],
    ["no body", { method: "POST" }],
    ["a method in small letters", { method: "post", body: "x" }],
    ["DELETE", { method: "DELETE" }],
    [
      "header pairs",
      {
        headers: [
          ["accept", "text/plain"],
          ["authorization", "Bearer x"],
        ] as [string, string][],
      },
    ],
    ["a GET with a body", { method: "GET", body: "x" }],
    ["a header that HTTP cannot carry", { headers: { "x-bell": "\u0007" } }],
  ])("sends %s", async (_, init) => {
    await both(`${server.url}/echo?q=1`, init);
  });

  it.each<[string, (body: ReadableStream<Uint8Array>) => Promise<unknown>]>([
    ["cancelled", (body) => body.cancel()],
    [
      "read in part by one who let go of it",
      async (body) => {
        const reader = body.getReader();
        await reader.read();
        reader.releaseLock();
      },
    ],
    [
      "left in the midst of a loop",
      async (body) => {
        for await (const _ of body) return;
      },
    ],
  ])("what is left of a body is no text of it: %s", async (_, disturb) => {
    for (const fetch of [globalThis.fetch, transport.fetch as typeof globalThis.fetch]) {
      const response = await fetch(`${server.url}/json`);
      await disturb(response.body!);
      expect(response.bodyUsed).toBe(true);
      await expect(response.text()).rejects.toThrow(TypeError);
      expect(() => response.clone()).toThrow(TypeError);
    }
  });

  it("HEAD", async () => {
    await both(`${server.url}/gzip`, { method: "HEAD" });
  });

  it.each([
    "http://127.0.0.1:1/",
    "http://no-such-host.invalid/",
    "ftp://127.0.0.1/",
    "nonsense",
    "http://u:p@127.0.0.1:1/",
  ])("cannot reach %s", async (url) => {
    const { error } = await both(url);
    expect(error).toMatch(/^TypeError: /);
  });

  it.each([
    ["ends early", gzipSync(text).subarray(0, 80)],
    ["turns into noise", Buffer.concat([gzipSync(text).subarray(0, 60), Buffer.alloc(400, 7)])],
  ])("finds damage that the standard fetch lets through: compression that %s", async (_, bytes) => {
    const damaged = await serve(compressed("gzip", bytes));
    await expect(transport.fetch(damaged.url).then((response) => response.text())).rejects.toThrow("terminated");
    await damaged.close();
  });

  it.each([
    ["gzip", createGzip],
    ["deflate", createDeflate],
    ["deflate", createDeflateRaw],
    ["br", createBrotliCompress],
  ])("hands on each event of a compressed stream as it comes (%s)", async (coding, make) => {
    const events = ["one 世", "two", "three"];
    let next = () => {};
    const stream = await serve((_, response) => {
      const compressor = make();
      compressor.pipe(response.setHeader("content-encoding", coding));
      next = () => {
        const event = events.shift();
        if (!event) return void compressor.end();
        compressor.write(event);
        compressor.flush();
      };
      next();
    });
    const seen: string[] = [];
    for await (const bytes of (await transport.fetch(stream.url)).body!) {
      seen.push(Buffer.from(bytes).toString());
      next();
    }
    expect(seen).toEqual(["one 世", "two", "three"]);
    await stream.close();
  });

  it("refuses a status that HTTP does not define", async () => {
    const odd = await serveTcp((socket) => socket.end("HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nok"));
    await expect(transport.fetch(odd.url)).rejects.toMatchObject({
      message: "fetch failed",
      cause: { code: "ERR_STATUS" },
    });
    await odd.close();
  });

  it("never asks for compression, and follows its caller where he does", async () => {
    const asked: (string | undefined)[] = [];
    const listener = await serve((request, response) => {
      asked.push(request.headers["accept-encoding"]);
      response.end();
    });
    await transport.fetch(listener.url);
    await transport.fetch(listener.url, { headers: { "accept-encoding": "gzip" } });
    expect(asked).toEqual([undefined, "gzip"]);
    await listener.close();
  });
});
