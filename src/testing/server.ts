import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A listening server, and how many connections it holds. */
export interface Server {
  readonly port: number;
  readonly sockets: number;
  /** Tears every connection down and stops listening; resolves when nothing is left. */
  close(): Promise<void>;
}

/** Called with each request once its body has been read. */
export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const HOST = "127.0.0.1";

/** Longer than any client keeps an idle socket, so that reuse never meets a close. */
const KEEP_ALIVE_MS = 120_000;

/** Starts an HTTP server on a free port of this machine. */
export async function startServer(handler: Handler): Promise<Server> {
  const sockets = new Set<Socket>();
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, headersTimeout: 0 };
  const server = createServer(options, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => handler(request, response, Buffer.concat(parts).toString("utf8")));
    // A client that goes away is no error here.
    request.on("error", () => {});
    response.on("error", () => {});
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: 0, host: HOST, backlog: 4_096 }, resolve);
  });
  let closed: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    get sockets() {
      return sockets.size;
    },
    close() {
      closed ??= closeAll(server, sockets);
      return closed;
    },
  };
}

/** Node calls a server closed before its torn connections have said so themselves, and lets handles go one turn later. */
async function closeAll(server: HttpServer, sockets: ReadonlySet<Socket>): Promise<void> {
  const ends = [...sockets].map((socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())));
  const listening = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await Promise.all([listening, ...ends]);
  await new Promise((resolve) => setImmediate(resolve));
}
