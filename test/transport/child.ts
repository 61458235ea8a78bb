import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getHeapSnapshot } from "node:v8";
import type { Transport } from "../../src/transport/transport.ts";
import { type EngineName, leanTransport } from "./engines.ts";

// Run as a process of its own: `exit` must end by itself, well before the connect timeout it sets, `heap` prints how often a key is still in memory.
const [engine = "", task = "", secure = "", keyFile = "", certFile = ""] = process.argv.slice(2);

const listener: RequestListener = (request, response) => {
  request.resume();
  if (request.url?.startsWith("/cut"))
    response.writeHead(200, { "content-length": "9" }).write("x", () => response.destroy());
  else if (request.url?.startsWith("/error")) response.writeHead(500).end("no");
  else if (request.url?.startsWith("/none")) request.socket.destroy();
  else if (!request.url?.startsWith("/abort")) response.end("ok");
};

async function main(): Promise<void> {
  const server = secure
    ? createHttpsServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, listener)
    : createHttpServer(listener);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  server.on("connection", (socket) => socket.unref());
  const { port } = server.address() as AddressInfo;
  const url = secure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const transport = await leanTransport(engine as EngineName);
  await tasks[task]?.(transport, url);
}

type Task = (transport: Transport, url: string) => Promise<void>;

const tasks: Record<string, Task> = {
  exit: async (transport, url) => {
    await Promise.all([1, 2, 3].map(async () => (await transport.fetch(url)).text()));
    const llmux = { wire: {}, whole: false, connectMs: 60_000 };
    await transport.fetch("http://127.0.0.1:1/", { llmux }).catch(() => {});
    process.stdout.write(`idle ${transport.openSockets()}\n`);
  },
  heap: async (transport, url) => {
    const unique = await exchangeSome(transport, url);
    for (let i = 0; i < 5; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      (globalThis as { gc?: () => void }).gc?.();
    }
    const parts: Buffer[] = [];
    for await (const part of getHeapSnapshot()) parts.push(Buffer.from(part as Uint8Array));
    const snapshot = Buffer.concat(parts).toString("latin1");
    // The control proves that a string which is kept would be seen; the others are spelt only where they were used.
    const found = unique.map((name) => snapshot.split(`${name}-${"secret"}`).length - 1);
    const control = snapshot.split(kept).length - 1;
    process.stdout.write(
      `${JSON.stringify({ idle: transport.openSockets(), found, control: control > 0, held: held.length })}\n`,
    );
  },
};

const held: unknown[] = [];
const kept = ["kept", Math.random()].join("-");

/** In a function of its own, so that no variable of it is left. What its caller would keep, responses and errors, is kept. */
async function exchangeSome(transport: Transport, url: string): Promise<string[]> {
  const names = ["header", "signed", "query", "body"];
  const value = (name: string) => [name, "secret"].join("-");
  for (const path of ["/", "/error", "/cut", "/none", "/abort", "/"]) {
    const controller = new AbortController();
    if (path === "/abort") setTimeout(() => controller.abort(), 50);
    try {
      const response = await transport.fetch(`${url}${path}?key=${value("query")}`, {
        method: "POST",
        headers: { "x-api-key": value("header") },
        body: `{"a":"${value("body")}"}`,
        signal: controller.signal,
        llmux: { wire: {}, whole: false, sign: async () => ({ authorization: value("signed") }) },
      });
      // Its URL is the caller's to know.
      held.push(Object.defineProperty(response, "url", { value: "" }));
      await response.text();
    } catch (error) {
      held.push(error);
    }
  }
  return names;
}

await main();
