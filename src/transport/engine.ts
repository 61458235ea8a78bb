import { type Address, addressReader } from "./address.ts";
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
  /** Where this request goes; undefined for one that is for the standard fetch, which also names what is wrong with it. */
  placeOf(outgoing: Outgoing, init: object): Address | undefined;
  send(address: Address, outgoing: Outgoing, hooks: SendHooks): Promise<Arrival>;
  close(): void;
  openSockets(): number;
}

export interface SendHooks {
  readonly connectMs?: number | undefined;
  readonly onConnect: () => void;
}

/** As long as the standard fetch of Node waits for a connection. */
const CONNECT_MS = 10_000;
const IDLE_MS = 30_000;

/** @param idleMs How long an unused connection is kept. */
export function createEngine(idleMs: number = IDLE_MS): Engine {
  const agents = createAgents(idleMs);
  const addressOf = addressReader();
  const active = new Set<ClientRequest>();
  const closedError = () => coded("ERR_CLOSED", "The transport was closed: make a new router");
  let closed = false;
  return {
    placeOf(outgoing, init) {
      if (!onNode() || "dispatcher" in init || !sendable(outgoing)) return undefined;
      const address = addressOf(outgoing.url);
      return address?.plain && !proxied(address) ? address : undefined;
    },
    send(address, outgoing, { connectMs = CONNECT_MS, onConnect }) {
      if (closed) return Promise.reject(fetchFailed(closedError()));
      const { method, headers, added, body, signal } = outgoing;
      const bytes = typeof body === "string" ? body : bodyBytes(body);
      const options = { address, method, headers, added, body: bytes, signal, connectMs, onConnect, active };
      return exchange(options, agents.pooled(address.protocol), () => agents.forget(address));
    },
    close: () => {
      closed = true;
      for (const request of active) request.destroy(closedError());
      agents.destroy();
    },
    openSockets: agents.openSockets,
  };
}

function sendable({ method, body }: Outgoing): boolean {
  if (body === null || body === undefined) return true;
  if (method === "GET" || method === "HEAD") return false;
  return typeof body === "string" || bodyBytes(body) !== undefined;
}
