import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A port in front of a server, which can be shut, so that it refuses, and opened again. */
export interface Door {
  /** Puts it before the server at this address; gives the address of the door. */
  before(baseURL: string): string;
  shut(): Promise<void>;
  open(): void;
}

export async function openDoor(): Promise<Door> {
  let behind = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const inside = connect(behind, "127.0.0.1");
    for (const [one, other] of [
      [socket, inside],
      [inside, socket],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.once("close", () => sockets.delete(one));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    before(baseURL) {
      const url = new URL(baseURL);
      behind = Number(url.port);
      url.port = String(port);
      return url.href;
    },
    async shut() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    open: () => void server.listen(port, "127.0.0.1"),
  };
}
