import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { blackhole } from "./blackhole.ts";
import { tlsFront } from "./tls/front.ts";

/** An address where no provider answers, or none that can be trusted. */
export interface Place {
  readonly baseURL: string;
  /** Connections that were made; undefined where nobody can count them. */
  readonly connections: number | undefined;
  readonly sockets: number;
  /** The connections are those of a provider behind it, which may keep them. */
  readonly isFront: boolean;
  close(): Promise<void>;
}

type OnSocket = (socket: Socket) => unknown;
type Open = (upstream: URL) => Promise<Place>;

const PLACES = {
  /** A free port may be anybody's a moment later; this one is nobody's, and `fetch` does not forbid it. */
  closedPort: async () => nowhere("http://127.0.0.1:2"),
  noSuchHost: async () => nowhere("http://nobody.invalid"),
  blackhole: async () => nowhere(`http://127.0.0.1:${await blackhole()}`),
  reset: () => tcp((socket) => socket.resetAndDestroy()),
  closes: () => tcp((socket) => socket.resume().end()),
  /** Speaks no TLS: it answers the handshake in plain HTTP. */
  plainTls: () => tcp((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"), "https"),
  resetTls: () => tcp((socket) => socket.once("data", () => socket.resetAndDestroy()), "https"),
  closesTls: () => tcp((socket) => socket.once("data", () => socket.end()), "https"),
  /** The connection stands, the handshake never ends. */
  silentTls: () => tcp((socket) => socket.resume(), "https"),
  tls: ({ port, pathname }) => listening(tlsFront("right", Number(port)), "https", { isFront: true, path: pathname }),
  selfSigned: ({ port }) => listening(tlsFront("selfSigned", Number(port)), "https"),
  expired: ({ port }) => listening(tlsFront("expired", Number(port)), "https"),
  elsewhere: ({ port }) => listening(tlsFront("elsewhere", Number(port)), "https"),
} satisfies Readonly<Record<string, Open>>;

export type PlaceName = keyof typeof PLACES;

/** Opens a place; `upstream` is the provider that may stand behind it. */
export function openPlace(name: PlaceName, upstream: string): Promise<Place> {
  return (PLACES[name] as Open)(new URL(upstream));
}

function tcp(onSocket: OnSocket, scheme = "http"): Promise<Place> {
  return listening(createServer(onSocket), scheme);
}

async function listening(server: Server, scheme: string, { isFront = false, path = "" } = {}): Promise<Place> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.prependListener("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    isFront,
    baseURL: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    get connections() {
      return connections;
    },
    get sockets() {
      return sockets.size;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function nowhere(baseURL: string): Place {
  return { baseURL, isFront: false, connections: undefined, sockets: 0, close: async () => {} };
}
