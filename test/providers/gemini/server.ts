import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Settles when the response's socket is gone or the response has ended. */
  readonly closed: Promise<"ended" | "cut">;
}

export interface TestServer {
  readonly url: string;
  readonly seen: Seen[];
  /** Resolves with the next request. */
  arrival(): Promise<Seen>;
  close(): Promise<void>;
}

/** A server on a free port that answers every request with `answer`. */
export async function serve(answer: (response: ServerResponse, seen: Seen) => void): Promise<TestServer> {
  const seen: Seen[] = [];
  const waiting: ((request: Seen) => void)[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const closed = new Promise<"ended" | "cut">((resolve) => {
      response.on("close", () => resolve(response.writableFinished ? "ended" : "cut"));
    });
    const entry: Seen = { url: request.url ?? "", headers: request.headers, body, closed };
    seen.push(entry);
    waiting.shift()?.(entry);
    answer(response, entry);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    arrival: () => new Promise((resolve) => waiting.push(resolve)),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** One event as Google frames it. */
export const frame = (event: unknown): string => `data: ${JSON.stringify(event)}\r\n\r\n`;
