import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import {
  connect as connectHttp2,
  constants,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { createRouter, type Handler, type Router } from "llmux";
import { lambdaHandler, lambdaStream, nodeListener } from "llmux/node";
import { type Simulation, simulate } from "llmux/testing";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";

const messages = [{ role: "user" as const, content: "hello" }];
const MODEL = "openai/gpt-5.5";

let sim: Simulation;
let router: Router;
let handler: Handler;
const servers: Server[] = [];

beforeAll(async () => {
  sim = await simulate();
});
beforeEach(() => {
  sim.reset();
  router = createRouter({ providers: sim.providers, models: { chat: MODEL }, retry: { maxRetries: 0 } });
  handler = router.handler({ authenticate: ({ headers }) => (headers.has("authorization") ? {} : null) });
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await router.close();
});
afterAll(() => sim.close());

async function serve(listener: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clientOf = (url: string) => new OpenAI({ apiKey: "t", baseURL: `${url}/v1`, maxRetries: 0 });
const body = (fields: object = {}) => JSON.stringify({ model: "chat", messages, ...fields });
const post = (fields: object = {}): RequestInit => ({
  method: "POST",
  headers: { authorization: "Bearer t", "content-type": "application/json" },
  body: body(fields),
});

describe("nodeListener under node:http", () => {
  it("serves the official client over a socket: JSON, stream, errors, models", async () => {
    const client = clientOf(await serve(nodeListener(handler)));
    sim.openai.reply("an answer");
    const completion = await client.chat.completions.create({ model: "chat", messages });
    expect(completion.choices[0]?.message.content).toBe("an answer");
    sim.openai.reply({ text: "one two", chunks: ["one ", "two"] });
    expect(await client.chat.completions.stream({ model: "chat", messages }).finalContent()).toBe("one two");
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["chat"]);
    await expect(client.chat.completions.create({ model: MODEL, messages })).rejects.toBeInstanceOf(
      OpenAI.PermissionDeniedError,
    );
  });

  it.each([
    ["a stream before its head", true, false],
    ["a stream in the middle", true, true],
    ["a whole answer", false, false],
  ])("aborts upstream within 50 ms when the client leaves %s", { retry: 2 }, async (_, stream, begun) => {
    const url = await serve(nodeListener(handler));
    const took: number[] = [];
    // The best of several: the machine has other work too.
    for (let i = 0; i < 5 && !(Math.min(...took) < 50); i += 1) {
      sim.reset();
      if (!begun) sim.openai.fail("hang_before_headers");
      else sim.openai.reply({ text: "a b c", chunks: ["a ", "b ", "c"], chunkDelayMs: 2_000 });
      const controller = new AbortController();
      const answered = fetch(`${url}/v1/chat/completions`, { ...post({ stream }), signal: controller.signal });
      answered.catch(() => {});
      await until(() => sim.openai.open === 1);
      if (begun) await answered;
      const left = performance.now();
      controller.abort();
      await until(() => sim.openai.open === 0);
      took.push(performance.now() - left);
      expect(sim.openai.aborted).toBe(1);
    }
    expect(Math.min(...took)).toBeLessThan(50);
  });

  it.each([true, false])(
    "aborts upstream when a client of HTTP/2 takes its request back (stream: %s)",
    async (stream) => {
      const listener = nodeListener(handler) as unknown as (
        request: Http2ServerRequest,
        response: Http2ServerResponse,
      ) => void;
      const server = createHttp2Server(listener);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const ask = () => {
        const { method, headers, body } = post({ stream }) as { method: string; headers: object; body: string };
        return client.request({ ":method": method, ":path": "/v1/chat/completions", ...headers }).end(body);
      };
      sim.openai.reply("an answer");
      expect(await text(ask())).toContain('"finish_reason":"stop"');
      sim.openai.fail("hang_before_headers");
      const request = ask();
      await until(() => sim.openai.open === 1);
      request.close(constants.NGHTTP2_CANCEL);
      await until(() => sim.openai.open === 0);
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  );

  it("sends the head before the body is there, and each event when it comes", async () => {
    let go = () => {};
    const first = new Promise<void>((resolve) => {
      go = resolve;
    });
    const bytes = new TextEncoder();
    const url = await serve(
      nodeListener(
        async () =>
          new Response(
            new ReadableStream({
              async pull(controller) {
                await first;
                controller.enqueue(bytes.encode("data: 1\n\n"));
                controller.close();
              },
            }),
            {
              status: 201,
              headers: [
                ["set-cookie", "a=1"],
                ["set-cookie", "b=2"],
              ],
            },
          ),
      ),
    );
    const response = await fetch(url);
    expect([response.status, response.headers.getSetCookie()]).toEqual([201, ["a=1", "b=2"]]);
    go();
    expect(await response.text()).toBe("data: 1\n\n");
  });

  it("asks nobody for a client that left while a middleware was at work", async () => {
    const listener = nodeListener(handler);
    const gone = new Promise<void>((resolve, reject) => {
      void serve(async (incoming, response) => {
        await new Promise((left) => response.once("close", left));
        listener(incoming, response).then(resolve, reject);
      }).then((url) => {
        const client = request(`${url}/v1/chat/completions`, { method: "POST", headers: { authorization: "t" } });
        client.on("error", () => {});
        client.end(body(), () => setTimeout(() => client.destroy(), 20));
      });
    });
    await gone;
    expect(sim.openai.count).toBe(0);
  });

  it("holds less than 1 MB for a client that does not read, apart from the sockets' buffers", async () => {
    let sent = 0;
    const chunk = new Uint8Array(16 * 1024);
    const body = new ReadableStream({
      pull(controller) {
        sent += chunk.length;
        controller.enqueue(chunk);
      },
    });
    const server = createServer(nodeListener(async () => new Response(body)));
    // A connection whose other end reads nothing.
    const socket = new Duplex({ read() {}, write() {} });
    server.emit("connection", socket);
    socket.push("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    await until(() => sent > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toBeLessThan(1_000_000);
    socket.destroy();
  });

  it("goes at the pace of a client that does not read", async () => {
    let sent = 0;
    const chunk = new Uint8Array(64 * 1024);
    const url = await serve(
      nodeListener(
        async () =>
          new Response(
            new ReadableStream({
              pull(controller) {
                sent += chunk.length;
                controller.enqueue(chunk);
                if (sent > 64_000_000) controller.close();
              },
            }),
          ),
      ),
    );
    await new Promise<void>((resolve) => {
      request(url, (response) => {
        response.pause();
        setTimeout(() => {
          response.destroy();
          resolve();
        }, 200);
      }).end();
    });
    // What is out of the process lies in the sockets' buffers of both sides.
    expect(sent).toBeLessThan(16_000_000);
  });

  it("answers a body that is too large while it is still coming, and goes on with the connection", async () => {
    const url = await serve(nodeListener(router.handler({ authenticate: false, maxBodyBytes: 100_000 })));
    const large = await fetch(`${url}/v1/chat/completions`, { ...post({ user: "x".repeat(3_000_000) }) });
    expect([large.status, (await large.json()).error.code]).toEqual([413, "request_too_large"]);
    expect((await fetch(`${url}/v1/chat/completions`, post())).status).toBe(200);
  });

  it.each([
    ["a path with two slashes", "//v1/chat/completions"],
    ["a host in the path", "http://other.example/v1/chat/completions"],
  ])("takes %s", async (_, path) => {
    const url = new URL(await serve(nodeListener(handler)));
    const status = await new Promise((resolve) => {
      const {
        method,
        headers,
        body: text,
      } = post() as { method: string; headers: Record<string, string>; body: string };
      request({ host: url.hostname, port: url.port, path, method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end(text);
    });
    expect(status).toBe(200);
  });

  it.each([
    ["GET /v1/models HTTP/1.1\r\nhost: a:99999999", 200],
    ["GET /v1/models HTTP/1.1\r\nhost: [::", 200],
    ["GET http://[/nothing HTTP/1.1\r\nhost: a", 404],
    ["GET http://u:p@a/v1/models HTTP/1.1\r\nhost: a", 200],
    ["TRACE /v1/models HTTP/1.1\r\nhost: a", 405],
  ])("blames nobody but the client for an odd head: %j is %i", async (head, status) => {
    const url = new URL(await serve(nodeListener(handler)));
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      connect(Number(url.port), url.hostname)
        .on("data", (bytes) => (text += bytes))
        .on("close", () => resolve(text))
        .write(`${head}\r\nauthorization: Bearer t\r\nconnection: close\r\n\r\n`);
    });
    expect(answer).toContain(`HTTP/1.1 ${status} `);
  });

  it("answers 500 without details where the handler throws", async () => {
    const url = await serve(nodeListener(() => Promise.reject(new Error("db password wrong"))));
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining("password")]);
  });
});

describe("nodeListener under a framework", () => {
  const text = async (incoming: IncomingMessage) => {
    let all = "";
    for await (const part of incoming) all += part;
    return all;
  };

  it.each<[string, (text: string) => unknown]>([
    ["an object", (all) => JSON.parse(all)],
    ["a text", (all) => all],
    ["bytes", (all) => Buffer.from(all)],
  ])("takes a body that was parsed to %s, as Express leaves it in request.body", async (_, parse) => {
    const listener = nodeListener(handler);
    const url = await serve(async (incoming, response) => {
      const read = Object.assign(incoming, { body: parse(await text(incoming)) });
      await listener(read, response, () => {});
    });
    expect((await fetch(`${url}/v1/chat/completions`, post())).status).toBe(200);
  });

  it("says what is wrong where the body was read and is nowhere", async () => {
    const listener = nodeListener(handler);
    const url = await serve(async (incoming, response) => {
      await text(incoming);
      await listener(incoming, response);
    });
    const response = await fetch(`${url}/v1/chat/completions`, post());
    expect([response.status, (await response.json()).error.message]).toEqual([
      500,
      expect.stringContaining("was read"),
    ]);
  });

  it("takes Fastify's request and reply, and tells it that the answer is ours", async () => {
    const listener = nodeListener(handler);
    let hijacked = 0;
    const url = await serve(async (incoming, response) => {
      const parsed = JSON.parse(await text(incoming));
      await listener({ raw: incoming, body: parsed }, { raw: response, hijack: () => (hijacked += 1) });
    });
    const response = await fetch(`${url}/v1/chat/completions`, post({ stream: true }));
    expect([response.status, (await response.text()).includes("[DONE]"), hijacked]).toEqual([200, true, 1]);
  });
});

it.each([
  ["nodeListener", nodeListener],
  ["lambdaHandler", lambdaHandler],
  ["lambdaStream", lambdaStream],
] as const)("%s refuses at once what is no handler", (name, make: (handler: never) => unknown) => {
  for (const wrong of [createRouter(), undefined])
    expect(() => make(wrong as never)).toThrow(
      `${name}(): expected a fetch handler, such as router.handler({ authenticate }) gives`,
    );
});
