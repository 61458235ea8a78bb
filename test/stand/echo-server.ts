import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that repeats the key it was sent, in the way that the prompt names. */
type Echo = (key: string, response: ServerResponse) => void;

const JSON_TYPE = { "content-type": "application/json" };
const SSE_TYPE = { "content-type": "text/event-stream" };
const sentence = (key: string) => `refused <${key}> for today`;
const errorOf = (key: string) => ({
  type: "error",
  error: { type: key, code: key, param: key, status: key, message: sentence(key), details: [{ reason: key }] },
});

export const ECHOES = {
  "in every field of an error": (key, response) => response.writeHead(500, JSON_TYPE).end(JSON.stringify(errorOf(key))),
  "in headers": (key, response) => {
    const told = { "x-request-id": key, "request-id": key, "x-ratelimit-scope": key, date: key };
    response.writeHead(429, { ...JSON_TYPE, ...told }).end("{}");
  },
  "as text": (key, response) => response.writeHead(400, { "content-type": "text/plain" }).end(sentence(key)),
  "in base64": (key, response) => {
    const coded = Buffer.from(`user:${key}`).toString("base64");
    response.writeHead(403, JSON_TYPE).end(JSON.stringify({ error: { message: `basic ${coded} refused` } }));
  },
  "in an answer that is none": (key, response) =>
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ [key]: key, message: sentence(key) })),
  "in an error event": (key, response) =>
    response.writeHead(200, SSE_TYPE).end(`event: error\ndata: ${JSON.stringify(errorOf(key))}\n\n`),
  "in an event that cannot be read": (key, response) =>
    response.writeHead(200, SSE_TYPE).end(`event: message_start\ndata: {"a": ${key}\n\n`),
  "in a redirect": (key, response) => response.writeHead(307, { location: `http://127.0.0.1:1/${key}` }).end(),
  "in bytes that are no HTTP": (key, response) => void response.socket?.end(`HTTP/1.1 ${key} ${key}\r\n\r\n`),
} as const satisfies Readonly<Record<string, Echo>>;

export type EchoName = keyof typeof ECHOES;

/** Starts the server; the key is whatever stands in one of the three headers that carry one. */
export async function startEcho(): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const part of request) body.push(part as Buffer);
    const text = Buffer.concat(body).toString();
    const name = (Object.keys(ECHOES) as EchoName[]).find((one) => text.includes(`"${one}"`));
    ECHOES[name ?? "as text"](keyOf(request), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function keyOf({ headers }: IncomingMessage): string {
  const key = headers["x-goog-api-key"] || headers["x-api-key"] || headers.authorization || "";
  return String(key).replace(/^Bearer /, "");
}
