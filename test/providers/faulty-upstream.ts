import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What the upstream does with a request. */
export type Upstream =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: unknown;
      /** Announces more bytes than it sends, then closes. */
      readonly cut?: true;
    }
  | "refused"
  | "silent"
  | "reset"
  | "reset after head";

/** Makes one call against an upstream that behaves so over a real socket, and returns what the call threw. */
export async function raise(upstream: Upstream, call: (url: string) => Promise<unknown>): Promise<unknown> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => answer(upstream, response));
  });
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => new Promise((resolve) => server.close(resolve));
  if (upstream === "refused") await close();
  try {
    await call(url);
  } catch (error) {
    return error;
  } finally {
    for (const socket of sockets) socket.destroy();
    if (upstream !== "refused") await close();
  }
  throw new Error("the call succeeded");
}

function answer(upstream: Upstream, response: ServerResponse): void {
  if (upstream === "refused" || upstream === "silent") return;
  if (upstream === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (upstream === "reset after head") {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"id":', () => setImmediate(() => response.socket?.resetAndDestroy()));
    return;
  }
  const text = typeof upstream.body === "string" ? upstream.body : JSON.stringify(upstream.body);
  const type = text.startsWith("<") ? "text/html" : "application/json";
  const length = String(Buffer.byteLength(text) + (upstream.cut ? 10 : 0));
  response.writeHead(upstream.status ?? 200, { "content-type": type, "content-length": length, ...upstream.headers });
  if (upstream.cut) response.write(text, () => response.socket?.end());
  else response.end(text);
}
