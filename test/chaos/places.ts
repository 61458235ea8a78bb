import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";

/** An address where no provider answers. */
export interface Place {
  readonly baseURL: string;
  /** Connections that were made; undefined where nobody can count them. */
  readonly connections: number | undefined;
  readonly sockets: number;
  close(): Promise<void>;
}

type OnSocket = (socket: Socket) => void;

const PLACES = {
  closedPort: async () => {
    const server = await listening(() => {});
    await server.close();
    return { ...server, baseURL: server.baseURL, connections: undefined, sockets: 0, close: async () => {} };
  },
  noSuchHost: async () => nowhere("http://nobody.invalid"),
  reset: () => listening((socket) => socket.resetAndDestroy()),
  closes: () => listening((socket) => socket.end()),
  /** Speaks no TLS: it answers the handshake in plain HTTP. */
  plainTls: () => listening((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), "https"),
  resetTls: () => listening((socket) => socket.once("data", () => socket.resetAndDestroy()), "https"),
  /** The connection stands, the handshake never ends. */
  silentTls: () => listening(() => {}, "https"),
} satisfies Readonly<Record<string, () => Promise<Place>>>;

export type PlaceName = keyof typeof PLACES;

export function openPlace(name: PlaceName): Promise<Place> {
  return PLACES[name]();
}

async function listening(onSocket: OnSocket, scheme = "http"): Promise<Place> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseURL: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
  return { baseURL, connections: undefined, sockets: 0, close: async () => {} };
}
