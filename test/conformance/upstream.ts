import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it stood on the wire. */
export interface Sent {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Its JSON body. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Settles when the response has ended, or its connection is gone. */
  readonly over: Promise<"ended" | "cut">;
}

/** What a provider answers with: a status, headers and the bytes of a body; or whatever a function does. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or the pieces in which it is written. */
  readonly body: string | readonly (string | Uint8Array)[];
  /** The connection stays open after the body. */
  readonly hang?: true;
}

/** An answer, or what makes one of the request. */
export type Scripted = Answer | ((sent: Sent) => Answer);

/** A simulated upstream: one HTTP server that plays the answers it is given, in turn, the last one for ever. */
export interface Upstream {
  readonly url: string;
  readonly sent: Sent[];
  play(...answers: readonly Scripted[]): void;
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function openUpstream(): Promise<Upstream> {
  const sent: Sent[] = [];
  let answers: readonly Scripted[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const over = new Promise<"ended" | "cut">((resolve) => {
      response.on("close", () => resolve(response.writableFinished ? "ended" : "cut"));
    });
    const arrived: Sent = {
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? {} : JSON.parse(text),
      over,
    };
    sent.push(arrived);
    const answer = answers[0];
    if (answers.length > 1) answers = answers.slice(1);
    if (answer === undefined) response.writeHead(500).end("no answer was given to play");
    else await write(response, typeof answer === "function" ? answer(arrived) : answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    play(...given) {
      answers = given;
      sent.length = 0;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function write(response: ServerResponse, { status = 200, headers, body, hang }: Answer): Promise<void> {
  const pieces = typeof body === "string" ? [body] : body;
  response.writeHead(status, headers ?? { "content-type": "application/json" });
  for (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
  }
  if (!hang) response.end();
}
