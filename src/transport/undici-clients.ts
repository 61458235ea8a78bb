import type { UndiciClient, UndiciParts } from "./undici-modules.ts";

/** Connections over `undici`, one to a client; the one that was given back last is lent first. */
export interface UndiciClients {
  lend(origin: string, connectMs: number): Lent;
  /** Closes the idle connections to an origin. */
  forget(origin: string): void;
  /** Closes all idle connections. */
  closeIdle(): void;
  openSockets(): number;
  destroy(error: Error): void;
}

/** A client for one exchange. */
export interface Lent {
  readonly client: UndiciClient;
  /** Whether it has a connection already. */
  connected(): boolean;
  /** Its exchange is over, and its connection may serve another. */
  giveBack(): void;
  /** Closes it, whatever it is at: an aborted request alone would make undici connect anew. */
  drop(error: Error): void;
}

/** @param idleMs How long an unused connection is kept, unless the server announces less (`keep-alive: timeout=…`). */
export function createUndiciClients(Client: UndiciParts["client"], idleMs: number): UndiciClients {
  const idle = new Map<string, Lent[]>();
  const alive = new Set<Lent>();
  const connected = new Set<UndiciClient>();

  const open = (origin: string, connectMs: number, waiting: Lent[]): Lent => {
    // The caller's own limits hold: undici's would end an answer after five minutes of silence.
    const limits = { connectTimeout: connectMs, headersTimeout: 0, bodyTimeout: 0 };
    const client = new Client(origin, { ...limits, keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs });
    const lent: Lent = {
      client,
      connected: () => connected.has(client),
      giveBack: () => {
        if (connected.has(client)) waiting.push(lent);
        else alive.delete(lent);
      },
      drop: (error) => {
        gone();
        alive.delete(lent);
        void client.destroy(error);
      },
    };
    const gone = () => {
      connected.delete(client);
      const place = waiting.indexOf(lent);
      if (place < 0) return;
      waiting.splice(place, 1);
      alive.delete(lent);
    };
    alive.add(lent);
    client.on("connect", () => void connected.add(client));
    // One that is lent stays alive: what was asked as its connection closed is asked over a new one.
    client.on("disconnect", gone);
    return lent;
  };

  return {
    lend(origin, connectMs) {
      const key = `${connectMs} ${origin}`;
      let waiting = idle.get(key);
      if (waiting === undefined) {
        waiting = [];
        idle.set(key, waiting);
      }
      return waiting.pop() ?? open(origin, connectMs, waiting);
    },
    forget(origin) {
      const reason = new Error("Let go of with a dead connection to the same place");
      for (const [key, waiting] of idle) if (key.endsWith(` ${origin}`)) dropAll(waiting, reason);
    },
    closeIdle() {
      for (const waiting of idle.values()) dropAll(waiting, new Error("Nobody can use it any more"));
    },
    openSockets: () => connected.size,
    destroy(error) {
      for (const lent of [...alive]) lent.drop(error);
    },
  };
}

function dropAll(waiting: Lent[], reason: Error): void {
  for (const { drop } of waiting.splice(0)) drop(reason);
}
