import type { IncomingMessage, ServerResponse } from "node:http";
import { checkHandler } from "./fetch-handler.ts";
import { BodyReadError, MethodError, readRequest } from "./request.ts";
import { writeResponse } from "./response.ts";

/** A request of `node:http` or Express, or what Fastify wraps around one. */
type AnyRequest = IncomingMessage | { readonly raw: IncomingMessage; readonly body?: unknown };
/** Its answer; Fastify is told that this one is not its own. */
type AnyResponse = ServerResponse | { readonly raw: ServerResponse; hijack(): unknown };

/** For `http.createServer`, an Express route or a Fastify route. The promise resolves when the answer has been sent. */
export type NodeListener = (request: AnyRequest, response: AnyResponse, ...more: unknown[]) => Promise<void>;

/**
 * Lets a fetch handler, such as `router.handler`, serve requests of `node:http`: streams at the reader's pace, sends the head
 * at once, and aborts the call when the client leaves. A body that a framework has parsed already is taken from `request.body`.
 */
export function nodeListener(handler: (request: Request) => Promise<Response>): NodeListener {
  checkHandler("nodeListener", handler);
  return async function listener(request, response) {
    const incoming = "raw" in request ? request.raw : request;
    const outgoing = "raw" in response ? response.raw : response;
    if ("hijack" in response) response.hijack();
    const controller = new AbortController();
    const leave = () => {
      if (!outgoing.writableEnded) controller.abort();
    };
    // Whoever left while a middleware before this one was at work has closed already.
    if (outgoing.destroyed) leave();
    else outgoing.once("close", leave);
    try {
      const { body } = request as { body?: unknown };
      await writeResponse(await handler(readRequest(incoming, body, controller.signal)), outgoing);
    } catch (error) {
      // Nobody is there to be answered, or the answer has begun: what is left is to hang up.
      if (controller.signal.aborted || outgoing.headersSent) outgoing.destroy();
      else fail(outgoing, error);
    }
  };
}

/** What the handler itself could not answer. */
function fail(response: ServerResponse, error: unknown): void {
  const isMethod = error instanceof MethodError;
  const message = isMethod || error instanceof BodyReadError ? error.message : "internal error";
  const type = isMethod ? "invalid_request_error" : "server_error";
  const code = isMethod ? "method_not_allowed" : null;
  const allow = isMethod && { allow: "GET, HEAD, POST, OPTIONS" };
  response.writeHead(isMethod ? 405 : 500, { "content-type": "application/json", ...allow });
  response.end(JSON.stringify({ error: { message, type, code, param: null } }));
}
