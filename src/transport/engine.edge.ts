import type { Engine } from "./engine.ts";

/** At the edge nothing but the runtime's own fetch makes connections. */
export function createEngine(): Engine {
  return {
    placeOf: () => undefined,
    proxyFor: () => undefined,
    send: () => Promise.reject(new TypeError("fetch failed")),
    closeIdle: () => {},
    close: () => {},
    openSockets: () => 0,
  };
}
