import { onNode } from "../lib/on-node.ts";
import { type Address, addressReader } from "./address.ts";
import { createAgents } from "./agents.ts";
import type { Arrival } from "./arrival.ts";
import { coded, fetchFailed } from "./errors.ts";
import { exchange } from "./exchange.ts";
import { createProxies } from "./proxies.ts";
import { proxyOf } from "./proxy.ts";
import { bodyBytes, type Outgoing } from "./request.ts";
import { loadUndici } from "./undici.ts";
import { createUndiciClients, type UndiciClients } from "./undici-clients.ts";
import { dispatch } from "./undici-exchange.ts";
import type { ProxyAgent } from "./undici-modules.ts";

type ClientRequest = import("node:http").ClientRequest;

/** Requests on connections of our own: over `node:http`, and over `undici` in a process that turns out to make many. */
export interface Engine {
  /** Where this request goes; undefined for one that is for the standard fetch, which also names what is wrong with it. */
  placeOf(outgoing: Outgoing, init: object): Address | undefined;
  /** What takes a standard fetch through the proxy that the environment names for this request, if it does. */
  proxyFor(outgoing: Outgoing, init: object): Promise<ProxyAgent | undefined> | undefined;
  send(address: Address, outgoing: Outgoing, hooks: SendHooks): Promise<Arrival>;
  /** Closes the connections that serve nobody now. */
  closeIdle(): void;
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

/**
 * Requests after which `undici` is loaded. It costs some 60 ms once and saves a good 40 µs a call, more for a stream: a
 * process that lives for a few calls is better off without.
 */
const WARM_CALLS = 50;

export interface EngineOptions {
  /** How long an unused connection is kept. @default 30000 */
  readonly idleMs?: number;
  /** Requests over `node:http` before `undici` is loaded; Infinity: it never is. @default 50 */
  readonly warmCalls?: number;
}

export function createEngine({ idleMs = IDLE_MS, warmCalls = WARM_CALLS }: EngineOptions = {}): Engine {
  const agents = createAgents(idleMs);
  const addressOf = addressReader();
  const active = new Set<ClientRequest>();
  let clients: UndiciClients | undefined;
  let sent = 0;
  let closed = false;
  let node: boolean | undefined;
  const proxies = createProxies(idleMs);
  const warmUp = async (): Promise<void> => {
    const Client = await loadUndici("client");
    if (Client && !closed) clients = createUndiciClients(Client, idleMs);
  };
  return {
    placeOf(outgoing, init) {
      node ??= onNode();
      if (!node || "dispatcher" in init || !sendable(outgoing)) return undefined;
      const address = addressOf(outgoing.url);
      return address?.plain && proxyOf(address) === undefined ? address : undefined;
    },
    proxyFor(outgoing, init) {
      node ??= onNode();
      const address = node && !("dispatcher" in init) ? addressOf(outgoing.url) : undefined;
      const url = address && proxyOf(address);
      if (url === undefined) return undefined;
      return closed ? Promise.reject(fetchFailed(closedError())) : proxies.at(url);
    },
    send(address, outgoing, { connectMs = CONNECT_MS, onConnect }) {
      if (closed) return Promise.reject(fetchFailed(closedError()));
      const { method, headers, added, ending } = outgoing;
      const body = typeof outgoing.body === "string" ? outgoing.body : bodyBytes(outgoing.body);
      if (clients !== undefined) {
        const lent = clients.lend(address.origin, connectMs);
        return dispatch(address, outgoing, body, { lent, onConnect, onDead: () => clients?.forget(address.origin) });
      }
      sent += 1;
      if (sent === warmCalls) void warmUp();
      const options = { address, method, headers, added, body, ending, connectMs, onConnect, active };
      return exchange(options, agents.pooled(address.protocol), () => agents.forget(address));
    },
    closeIdle() {
      agents.closeIdle();
      clients?.closeIdle();
      proxies.closeIdle();
    },
    close() {
      closed = true;
      for (const request of active) request.destroy(closedError());
      agents.destroy();
      clients?.destroy(closedError());
      proxies.destroy(closedError());
    },
    openSockets: () => agents.openSockets() + (clients?.openSockets() ?? 0),
  };
}

function closedError(): Error {
  return coded("ERR_CLOSED", "The transport was closed: make a new router");
}

function sendable({ method, body }: Outgoing): boolean {
  if (body === null || body === undefined) return true;
  if (method === "GET" || method === "HEAD") return false;
  return typeof body === "string" || bodyBytes(body) !== undefined;
}
