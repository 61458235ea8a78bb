import { createAgents } from "./agents.ts";
import type { Arrival } from "./arrival.ts";
import { coded, fetchFailed } from "./errors.ts";
import { exchange } from "./exchange.ts";
import { onNode } from "./node.ts";
import { proxied } from "./proxy.ts";
import { bodyBytes, type Outgoing } from "./request.ts";

type ClientRequest = import("node:http").ClientRequest;

/** Requests over `node:http`, on connections of our own. */
export interface Engine {
  send(outgoing: Outgoing, hooks: SendHooks): Promise<Arrival>;
  close(): void;
  openSockets(): number;
}

export interface SendHooks {
  readonly connectMs?: number;
  readonly onConnect: () => void;
}

/** As long as the standard fetch of Node waits for a connection. */
const CONNECT_MS = 10_000;
const IDLE_MS = 30_000;

/** @param idleMs How long an unused connection is kept. */
export function createEngine(idleMs: number = IDLE_MS): Engine {
  const agents = createAgents(idleMs);
  const active = new Set<ClientRequest>();
  const closedError = () => coded("ERR_CLOSED", "The transport was closed: make a new router");
  let closed = false;
  return {
    send: async ({ url: address, method, headers, body, signal }, { connectMs = CONNECT_MS, onConnect }) => {
      if (closed) throw fetchFailed(closedError());
      const url = new URL(address);
      const bytes = typeof body === "string" ? body : bodyBytes(body);
      const options = { url, method, headers, body: bytes, signal, connectMs, onConnect, active };
      return exchange(options, agents.pooled(url.protocol), () => agents.forget(url));
    },
    close: () => {
      closed = true;
      for (const request of active) request.destroy(closedError());
      agents.destroy();
    },
    openSockets: agents.openSockets,
  };
}

/** Whether the engine can send this request; what it cannot is for the standard fetch, which also names what is wrong. */
export function sendable({ url, method, body }: Outgoing, init: object): boolean {
  if (!onNode() || "dispatcher" in init || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  if ((protocol !== "https:" && protocol !== "http:") || username || password) return false;
  if (body === null || body === undefined) return !proxied(new URL(url));
  if (method === "GET" || method === "HEAD") return false;
  return (typeof body === "string" || bodyBytes(body) !== undefined) && !proxied(new URL(url));
}
