import { builtin } from "./node.ts";

type Agent = import("node:http").Agent;
type Socket = import("node:net").Socket;

const DEFAULT_PORT: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** Idle connections of this process, the longest idle first, whosever they are: many routers that are used once leave one each. */
const idle = new Set<Socket>();

/** How many of them are kept. A router that asks more than a few times goes on over `undici`, whose connections are not among them. */
const MOST_IDLE = 64;

/** Nobody has asked: what comes now would be read as the answer to the next request. */
function onStray(this: Socket): void {
  this.destroy();
}

function onClose(this: Socket): void {
  idle.delete(this);
}

/** A request that is destroyed before it leaves frees its connection again, without having taken it. */
function onFree(socket: Socket): void {
  inUse(socket);
  // Closed while its answer lay unread: it tells of that no more.
  if (socket.destroyed) return;
  idle.add(socket);
  socket.on("data", onStray).on("close", onClose);
  if (idle.size <= MOST_IDLE) return;
  for (const oldest of idle) {
    inUse(oldest);
    oldest.destroy();
    return;
  }
}

/** To be called with the connection of each request: it is in use, and what comes on it is its answer. */
export function inUse(socket: Socket): void {
  idle.delete(socket);
  socket.off("data", onStray).off("close", onClose);
}

/** Keep-alive pools of our own, so that closing them touches nobody else's connections. */
export interface Agents {
  /** Connections that are kept and used again. */
  pooled(protocol: string): Agent;
  /** Closes the idle connections to a URL's origin. */
  forget(url: Pick<URL, "protocol" | "hostname" | "port">): void;
  /** Closes all idle connections. */
  closeIdle(): void;
  openSockets(): number;
  destroy(): void;
}

/** @param idleMs How long an unused connection is kept, unless the server announces less (`keep-alive: timeout=…`). */
export function createAgents(idleMs: number): Agents {
  const agents = new Map<string, Agent>();
  const pooled = (protocol: string): Agent => {
    let agent = agents.get(protocol);
    if (!agent) {
      const { Agent } = protocol === "https:" ? builtin("node:https") : builtin("node:http");
      agent = new Agent({ keepAlive: true, timeout: idleMs });
      agent.on("free", onFree);
      agents.set(protocol, agent);
    }
    return agent;
  };
  return {
    pooled,
    forget({ protocol, hostname, port }) {
      const agent = pooled(protocol);
      const host = hostname.replace(/^\[|\]$/g, "");
      for (const socket of agent.freeSockets[agent.getName({ host, port: Number(port) || DEFAULT_PORT[protocol] })] ??
        []) {
        socket.destroy();
      }
    },
    closeIdle() {
      const lists = [...agents.values()].flatMap((agent) => Object.values(agent.freeSockets));
      for (const socket of lists.flatMap((list) => list ?? [])) socket.destroy();
    },
    openSockets: () =>
      [...agents.values()].reduce((sum, agent) => sum + count(agent.sockets) + count(agent.freeSockets), 0),
    destroy() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function count(sockets: Readonly<Record<string, readonly { readonly destroyed: boolean }[] | undefined>>): number {
  return Object.values(sockets).reduce((sum, list = []) => sum + list.filter(({ destroyed }) => !destroyed).length, 0);
}
