import { coded } from "./errors.ts";

type ClientRequest = import("node:http").ClientRequest;

interface ConnectOptions {
  readonly secure: boolean;
  /** How long a new connection may take, name lookup and TLS included. */
  readonly connectMs: number;
  readonly onConnect: () => void;
}

/** Tells when the request's connection stands; ends the request when a new one takes too long. */
export function watchConnect(request: ClientRequest, options: ConnectOptions): void {
  request.once("socket", (socket) => {
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
  });
}
