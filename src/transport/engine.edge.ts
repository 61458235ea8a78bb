import type { Engine, Engines } from "./engine.ts";

/** At the edge nothing but the runtime's own fetch makes connections. */
const NONE: Engine = {
  placeOf: () => undefined,
  send: () => Promise.reject(new TypeError("fetch failed")),
  close: () => {},
  openSockets: () => 0,
};

export function createEngines(): Engines {
  return { lease: () => NONE };
}

export const commonEngines = createEngines;
