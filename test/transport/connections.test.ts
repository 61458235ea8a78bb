import { getEventListeners, setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTransport, type Transport } from "../../src/transport/transport.ts";
import { ENGINES, engineOf, leanTransport } from "./engines.ts";
import { serve, serveTcp, type TestServer, until } from "./server.ts";

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const codeOf = (error: unknown) => ((error as Error).cause as { code?: string } | undefined)?.code;
const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

describe.each(ENGINES)("connections (%s)", (engineName) => {
  let made: Transport;
  beforeEach(async () => {
    made = await leanTransport(engineName);
  });
  afterEach(() => made.close());

  it("are used again, also after answers without a body, errors, and bodies that nobody reads to be empty", async () => {
    let connections = 0;
    server = await serve(
      (request, response) => {
        response.statusCode = Number(request.url?.slice(1));
        response.end(request.url === "/204" ? undefined : "text");
      },
      (http) => http.on("connection", () => (connections += 1)),
    );
    for (const status of [200, 204, 500, 200]) {
      const response = await made.fetch(`${server.url}/${status}`);
      await response.text();
    }
    expect(connections).toBe(1);
    expect(made.openSockets()).toBe(1);
  });

  it("are let go of when a second answer comes that nobody asked for", async () => {
    const answer = (text: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
    let connections = 0;
    server = await serveTcp((socket) => {
      connections += 1;
      socket.on("data", () => {
        socket.write(answer("asked"));
        setTimeout(() => socket.write(answer("stray")), 5);
      });
    });
    for (const turn of [1, 2, 3]) {
      const response = await made.fetch(`${server.url}/${turn}`);
      expect(await response.text()).toBe("asked");
      await until(() => made.openSockets() === 0);
    }
    expect(connections).toBe(3);
  });

  it("are all closed by close(), idle, waiting, reading or connecting", async () => {
    server = await serve((request, response) => {
      if (request.url === "/done") response.end("done");
      if (request.url === "/half") response.write("half");
    });
    await (await made.fetch(`${server.url}/done`)).text();
    const waiting = made.fetch(`${server.url}/never`);
    const half = await made.fetch(`${server.url}/half`);
    await until(() => server?.sockets.size === 2);
    const connecting = made.fetch(`${server.url}/never`);
    connecting.catch(() => {});
    made.close();
    await expect(waiting).rejects.toThrow("fetch failed");
    await expect(connecting).rejects.toThrow("fetch failed");
    await expect(half.text()).rejects.toThrow("terminated");
    await until(() => made.openSockets() === 0 && server?.sockets.size === 0, 200);
    await expect(made.fetch(`${server.url}/done`)).rejects.toThrow("fetch failed");
  });

  it("are closed by close(), too, where one took the place of another that the server had closed", async () => {
    server = await serve((request, response) => {
      if (request.url === "/done") response.setHeader("connection", "close").end("done");
    });
    await (await made.fetch(`${server.url}/done`)).text();
    // At once: the connection is closing, and not closed.
    const waiting = made.fetch(`${server.url}/never`);
    waiting.catch(() => {});
    await until(() => made.openSockets() === 1 && server?.sockets.size === 1);
    made.close();
    await expect(waiting).rejects.toThrow("fetch failed");
    await until(() => made.openSockets() === 0 && server?.sockets.size === 0, 200);
  });

  it("serve the next request undisturbed by the reader of the last, who leaves what is still to be decompressed", async () => {
    let second: ServerResponse | undefined;
    server = await serve((request, response) => {
      if (request.url === "/second") second = response;
      else response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(5_000_000, "x")));
    });
    const reader = (await made.fetch(`${server.url}/first`)).body!.getReader();
    await reader.read();
    // The first answer is all there: its connection is lent to the second.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answer = made.fetch(`${server.url}/second`).then((response) => response.text());
    answer.catch(() => {});
    await until(() => second !== undefined);
    expect(server.sockets.size).toBe(1);
    await reader.cancel();
    second!.end("second");
    expect(await answer).toBe("second");
  });

  it("serve 1,000 requests at once and leave nothing behind", async () => {
    const waiting: (() => void)[] = [];
    // None is answered before all are there.
    server = await serve((request, response) => {
      waiting.push(() => response.end(request.url));
      if (waiting.length === 1000) for (const answer of waiting) answer();
    });
    const { url } = server;
    const shared = new AbortController();
    setMaxListeners(0, shared.signal);
    const numbers = Array.from({ length: 1000 }, (_, i) => `/${i}`);
    const answers = numbers.map(async (path) => (await made.fetch(url + path, { signal: shared.signal })).text());
    expect(await Promise.all(answers)).toEqual(numbers);
    await until(() => listeners(shared.signal) === 0);
    made.close();
    await until(() => made.openSockets() === 0 && server?.sockets.size === 0);
  });

  it("are closed when they have been idle for long, but never under a slow answer", async () => {
    server = await serve((_, response) => void setTimeout(() => response.end("slow"), 150));
    const engine = await engineOf(engineName, { idleMs: 50 });
    const outgoing = { url: server.url, method: "GET", headers: [], added: undefined, body: null, ending: undefined };
    const arrival = await engine.send(engine.placeOf(outgoing, {})!, outgoing, { onConnect: () => {} });
    expect(await arrival.respond().text()).toBe("slow");
    await until(() => engine.openSockets() === 0 && server?.sockets.size === 0, 1000);
  });

  it.each([true, false])(
    "closed by the server as a request leaves: an error, and the other idle ones are let go of (abruptly: %s)",
    async (abrupt) => {
      const seen: string[] = [];
      server = await serveTcp((socket) => {
        socket.on("data", (bytes) => {
          const body = String(String(bytes).split("\r\n\r\n")[1]);
          seen.push(body);
          if (body === "late") return abrupt ? socket.resetAndDestroy() : socket.end();
          setTimeout(() => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"), 20);
        });
      });
      const post = async (body: string) => (await made.fetch(server!.url, { method: "POST", body })).text();
      expect(await Promise.all([post("one"), post("two"), post("three")])).toEqual(["ok", "ok", "ok"]);
      expect(made.openSockets()).toBe(3);
      const error: unknown = await post("late").catch((reason: unknown) => reason);
      expect(codeOf(error)).toBe(engineName === "undici" && !abrupt ? "UND_ERR_SOCKET" : "ECONNRESET");
      expect(seen).toEqual(["one", "two", "three", "late"]);
      expect(made.openSockets()).toBe(0);
    },
  );

  it("closed by the server after part of an answer, or when new: not sent again", async () => {
    let requests = 0;
    server = await serveTcp((socket) => {
      socket.on("data", () => {
        requests += 1;
        if (requests === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        else if (requests === 2) socket.end("HTTP/1.1 200");
        else socket.resetAndDestroy();
      });
    });
    const post = async () => (await made.fetch(server!.url, { method: "POST", body: "x" })).text();
    await post();
    await expect(post()).rejects.toThrow("fetch failed");
    expect(requests).toBe(2);
    await expect(post()).rejects.toThrow("fetch failed");
    expect(requests).toBe(3);
  });

  it("that do not come about in time, TLS included, fail", async () => {
    server = await serveTcp((socket) => socket.resume());
    const connects: string[] = [];
    const wire = { onConnect: () => connects.push("connect") };
    const url = server.url.replace("http:", "https:");
    const failed = made.fetch(url, { llmux: { wire, whole: false, connectMs: 60 } });
    const error: unknown = await failed.catch((reason: unknown) => reason);
    expect(String(error)).toBe("TypeError: fetch failed");
    expect(codeOf(error)).toBe("UND_ERR_CONNECT_TIMEOUT");
    expect(connects).toEqual([]);
    await until(() => made.openSockets() === 0 && server?.sockets.size === 0, 200);
  });

  it("that stand are not cut by the connect timeout", async () => {
    server = await serve((_, response) => void setTimeout(() => response.end("ok"), 120));
    const response = await made.fetch(server.url, { llmux: { wire: {}, whole: true, connectMs: 50 } });
    expect(await response.text()).toBe("ok");
  });
});

describe("redirects", () => {
  it.each([301, 302, 303, 307, 308])("%s is refused, and no second request is made", async (status) => {
    const asked: string[] = [];
    server = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(status, { location: "/elsewhere" }).end();
    });
    for (const mode of ["lean", "fetch"] as const) {
      const { fetch, close } = createTransport({ mode });
      const error: unknown = await fetch(`${server.url}/a`, { headers: { "x-api-key": "k" } }).catch((e: unknown) => e);
      expect(String(error)).toBe("TypeError: fetch failed");
      expect(codeOf(error)).toBe("ERR_REDIRECT");
      close();
    }
    expect(asked).toEqual(["/a", "/a"]);
  });
});
