import type { Address } from "./address.ts";
import { type Arrival, bodiless } from "./arrival.ts";
import { watchConnect } from "./connect.ts";
import { decoded } from "./decode.ts";
import { abortError, coded, fetchFailed, terminated } from "./errors.ts";
import { LeanHeaders } from "./lean-headers.ts";
import { LeanResponse } from "./lean-response.ts";
import { builtin } from "./node.ts";
import { Pieces } from "./pieces.ts";
import type { Outgoing } from "./request.ts";
import type { Head } from "./standard-response.ts";

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
  readonly signal: AbortSignal | undefined;
  readonly connectMs: number;
  readonly onConnect: () => void;
  /** Requests under way. */
  readonly active: Set<ClientRequest>;
}

/** Bytes taken from the socket ahead of the reader. */
const READ_AHEAD_BYTES = 65_536;

/** Set by the connection itself, or a promise to the server that is not kept here. */
const NOT_SENT = new Set(["connection", "content-length", "expect", "keep-alive", "transfer-encoding", "upgrade"]);

const LOST = new Set(["ECONNRESET", "EPIPE"]);

/**
 * Sends one request and resolves with the head of the answer.
 *
 * A kept connection may be closed by the server just as the request leaves. Whether to ask again is the dispatcher's to
 * decide; so that it does not meet the next dead one, `forget` lets go of the idle connections to the same place.
 */
export function exchange(options: ExchangeOptions, agent: Agent, forget: () => void): Promise<Arrival> {
  const { signal, active } = options;
  return new Promise((resolve, reject) => {
    const request = open(options, agent);
    let body: Pieces | undefined;
    let before = 0;
    const onAbort = () => {
      const error = abortError(signal!);
      body?.fail(error);
      reject(error);
      request.destroy();
    };
    active.add(request);
    signal?.addEventListener("abort", onAbort, { once: true });
    request.on("close", () => {
      active.delete(request);
      signal?.removeEventListener("abort", onAbort);
    });
    request.on("socket", (socket) => {
      before = socket.bytesRead;
      const { connectMs, onConnect } = options;
      watchConnect(request, socket, { secure: options.address.protocol === "https:", connectMs, onConnect });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const silent = request.reusedSocket && request.socket?.bytesRead === before;
      if (silent && LOST.has(error.code ?? "")) forget();
      reject(fetchFailed(error));
    });
    request.on("response", (message) => {
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

interface LeanHead extends Head {
  readonly headers: LeanHeaders;
}

interface NodeArrival extends Arrival {
  readonly body: Pieces | null;
}

function arrive(options: ExchangeOptions, message: IncomingMessage, request: ClientRequest): NodeArrival {
  const head = {
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? "",
    headers: new LeanHeaders(message.rawHeaders),
    url: options.address.href,
  };
  if (head.status < 200 || head.status > 599) {
    throw coded("ERR_STATUS", `The server answered with status ${head.status}, which HTTP does not define`);
  }
  if (bodiless(head.status, options.method)) {
    message.resume();
    return answer(head, null);
  }
  const body = new Pieces(decoded(message, head.headers.get("content-encoding")), {
    limitBytes: READ_AHEAD_BYTES,
    broken: terminated,
    drop: () => request.destroy(),
  });
  return answer(head, body);
}

function answer(head: LeanHead, body: Pieces | null): NodeArrival {
  return {
    ...head,
    body,
    fields: () => head.headers.fields(),
    respond: (other = body, headers = head.headers) => new LeanResponse({ ...head, headers }, other),
  };
}
