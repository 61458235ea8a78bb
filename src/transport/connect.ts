import { coded } from "./errors.ts";

type ClientRequest = import("node:http").ClientRequest;
type Socket = import("node:net").Socket;

interface ConnectOptions {
  readonly secure: boolean;
  /** How long a new connection may take, name lookup and TLS included. */
  readonly connectMs: number;
  readonly onConnect: () => void;
}

/** Tells when the connection that a request has been given stands; ends the request when a new one takes too long. */
export function watchConnect(request: ClientRequest, socket: Socket, options: ConnectOptions): void {
  if (request.reusedSocket) {
    options.onConnect();
    return;
  }
  const timer = setTimeout(() => {
    const message = `No connection to ${request.host} within ${options.connectMs} ms`;
    request.destroy(coded("UND_ERR_CONNECT_TIMEOUT", message));
  }, options.connectMs);
  request.once("close", () => clearTimeout(timer));
  socket.once(options.secure ? "secureConnect" : "connect", () => {
    clearTimeout(timer);
    options.onConnect();
  });
}
