import { builtin } from "./node.ts";

type Agent = import("node:http").Agent;

/** Keep-alive pools of our own, so that closing them touches nobody else's connections. */
export interface Agents {
  /** Connections that are kept and used again. */
  pooled(protocol: string): Agent;
  /** Connections for one exchange each. */
  fresh(protocol: string): Agent;
  openSockets(): number;
  destroy(): void;
}

/** @param idleMs How long an unused connection is kept, unless the server announces less (`keep-alive: timeout=…`). */
export function createAgents(idleMs: number): Agents {
  const agents = new Map<string, Agent>();
  const agentOf = (protocol: string, keepAlive: boolean): Agent => {
    const name = `${protocol}${keepAlive}`;
    let agent = agents.get(name);
    if (!agent) {
      const { Agent } = protocol === "https:" ? builtin("node:https") : builtin("node:http");
      agent = new Agent({ keepAlive, timeout: idleMs });
      agents.set(name, agent);
    }
    return agent;
  };
  return {
    pooled: (protocol) => agentOf(protocol, true),
    fresh: (protocol) => agentOf(protocol, false),
    openSockets: () =>
      [...agents.values()].reduce((sum, agent) => sum + count(agent.sockets) + count(agent.freeSockets), 0),
    destroy: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function count(sockets: Readonly<Record<string, readonly { readonly destroyed: boolean }[] | undefined>>): number {
  return Object.values(sockets).reduce((sum, list = []) => sum + list.filter(({ destroyed }) => !destroyed).length, 0);
}
