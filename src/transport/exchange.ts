import type { Address } from "./address.ts";
import { inUse } from "./agents.ts";
import type { Arrival } from "./arrival.ts";
import { watchConnect } from "./connect.ts";
import { decoded } from "./decode.ts";
import { abortError, coded, fetchFailed, headCut } from "./errors.ts";
import { piecesOf } from "./flow.ts";
import { LeanArrival } from "./lean-arrival.ts";
import { builtin } from "./node.ts";
import type { Pieces } from "./pieces.ts";
import { NOT_SENT, type Outgoing } from "./request.ts";

type Agent = import("node:http").Agent;
type ClientRequest = import("node:http").ClientRequest;
type IncomingMessage = import("node:http").IncomingMessage;

/** What goes over the wire, and how. */
export interface ExchangeOptions {
  readonly address: Address;
  readonly method: string;
  readonly headers: Outgoing["headers"];
  readonly added: Outgoing["added"];
  readonly body: string | Uint8Array | undefined;
  readonly ending: Outgoing["ending"];
  readonly connectMs: number;
  readonly onConnect: () => void;
  /** Requests under way. */
  readonly active: Set<ClientRequest>;
}

const LOST = new Set(["ECONNRESET", "EPIPE"]);

/**
 * Sends one request and resolves with the head of the answer.
 *
 * A kept connection may be closed by the server just as the request leaves. Whether to ask again is the dispatcher's to
 * decide; so that it does not meet the next dead one, `forget` lets go of the idle connections to the same place.
 */
export function exchange(options: ExchangeOptions, agent: Agent, forget: () => void): Promise<Arrival> {
  const { ending, active } = options;
  return new Promise((resolve, reject) => {
    const request = open(options, agent);
    let body: Pieces | undefined;
    let before = 0;
    let heard = false;
    const onAbort = () => {
      const error = abortError(ending!);
      body?.fail(error);
      reject(error);
      request.destroy();
    };
    active.add(request);
    const unlisten = ending?.listen(onAbort);
    request.on("close", () => {
      active.delete(request);
      unlisten?.();
      // Of an answer that switches protocols, Node tells nothing but this.
      if (!heard) reject(fetchFailed(coded("ERR_NO_RESPONSE", "the connection ended without an HTTP answer")));
    });
    request.on("socket", (socket) => {
      inUse(socket);
      before = socket.bytesRead;
      const { connectMs, onConnect } = options;
      watchConnect(request, socket, { secure: options.address.protocol === "https:", connectMs, onConnect });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      heard = true;
      const silent = request.reusedSocket && request.socket?.bytesRead === before;
      if (silent && LOST.has(error.code ?? "")) forget();
      const isCut = LOST.has(error.code ?? "") && (request.socket?.bytesRead ?? before) > before;
      reject(fetchFailed(isCut ? headCut() : error));
    });
    request.on("response", (message) => {
      heard = true;
      try {
        const arrival = arrive(options, message, request);
        body = arrival.body ?? undefined;
        resolve(arrival);
      } catch (error) {
        reject(fetchFailed(error));
        request.destroy();
      }
    });
    try {
      send(request, options);
    } catch (error) {
      reject(fetchFailed(error));
      request.destroy();
    }
  });
}

/** The URL goes in by its parts, and no header with it: these options stay reachable from the socket while it is kept. */
function open({ address, method }: ExchangeOptions, agent: Agent): ClientRequest {
  const { protocol, hostname, port, path } = address;
  const { request } = protocol === "https:" ? builtin("node:https") : builtin("node:http");
  try {
    return request({ protocol, hostname: hostname.replace(/^\[|\]$/g, ""), port, path, method, agent });
  } catch (error) {
    throw fetchFailed(error);
  }
}

function send(request: ClientRequest, { headers, added, body }: ExchangeOptions): void {
  request.setHeader("accept", "*/*");
  request.setHeader("user-agent", "node");
  if (typeof body === "string") request.setHeader("content-type", "text/plain;charset=UTF-8");
  for (const [name, value] of headers) {
    if (!NOT_SENT.has(name)) request.setHeader(name, value);
  }
  for (const name in added) request.setHeader(name, added[name]!);
  request.end(body);
}

function arrive(options: ExchangeOptions, message: IncomingMessage, request: ClientRequest): LeanArrival {
  const { statusCode = 0, statusMessage = "", rawHeaders } = message;
  const head = { status: statusCode, statusText: statusMessage, rawHeaders, url: options.address.href };
  const arrival = new LeanArrival(head, options.method, (coding) =>
    piecesOf(decoded(message, coding), () => request.destroy()),
  );
  if (!arrival.body) message.resume();
  return arrival;
}
