import type { IncomingMessage } from "node:http";

/** A mistake in how the server is put together, which its answers may name. */
export class BodyReadError extends Error {}

/** The client used a method that no standard request can have: `TRACE`, `CONNECT`, or `TRACK`. */
export class MethodError extends Error {}

const NO_METHODS = new Set(["CONNECT", "TRACE", "TRACK"]);

/** A request of `node:http` as a standard one. `parsed`: its body, where a framework has read it. */
export function readRequest(incoming: IncomingMessage, parsed: unknown, signal: AbortSignal): Request {
  const { method = "GET" } = incoming;
  if (NO_METHODS.has(method)) throw new MethodError(`${method} is not served`);
  const headers = headersOf(incoming);
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? bodyOf(incoming, parsed) : null;
  if (!(body instanceof ReadableStream))
    for (const name of ["content-length", "content-encoding"]) headers.delete(name);
  // Streamed bodies need the word `duplex`, which the types do not know.
  const init = { method, headers, body, signal, duplex: "half" };
  return new Request(addressOf(incoming), init as RequestInit);
}

/** By hand: in a path that begins with two slashes `new URL` would see another host. */
function addressOf({ url = "/", headers }: IncomingMessage): string {
  if (/^https?:\/\/[^/?#@]*(?:[/?#]|$)/i.test(url) && URL.canParse(url)) return url;
  const path = url.startsWith("/") ? url : `/${url}`;
  const address = `http://${headers.host}${path}`;
  return /^[\w.:[\]-]+$/.test(headers.host ?? "") && URL.canParse(address) ? address : `http://localhost${path}`;
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (!rawHeaders[i]!.startsWith(":")) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  }
  return headers;
}

function bodyOf(incoming: IncomingMessage, parsed: unknown): BodyInit {
  if (typeof parsed === "string" || parsed instanceof Uint8Array) return parsed as BodyInit;
  if (parsed !== undefined && parsed !== null && wasRead(incoming)) return JSON.stringify(parsed);
  if (!wasRead(incoming) || incoming.headers["content-length"] === "0") return streamOf(incoming);
  throw new BodyReadError(
    "the request's body was read before llmux got it, and is not in request.body: mount the listener first",
  );
}

function wasRead(incoming: IncomingMessage): boolean {
  return incoming.readableEnded || incoming.readableDidRead;
}

/** At the reader's pace. Untouched until it is read; cancelled, the rest is thrown away, so that an answer can still be sent. */
function streamOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let state: "untouched" | "open" | "over" = "untouched";
  const watch = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const once = (finish: () => void) => () => {
      if (state === "open") finish();
      state = "over";
    };
    const broken = once(() => controller.error(new Error("the client left before its request was whole")));
    incoming.on("data", (bytes: Uint8Array) => {
      if (state !== "open") return;
      controller.enqueue(bytes);
      incoming.pause();
    });
    incoming.on(
      "end",
      once(() => controller.close()),
    );
    incoming.on("close", broken);
    incoming.on("error", broken);
  };
  return new ReadableStream(
    {
      pull(controller) {
        if (state === "untouched") {
          state = "open";
          watch(controller);
        }
        incoming.resume();
      },
      cancel() {
        state = "over";
        incoming.resume();
      },
    },
    { highWaterMark: 0 },
  );
}
