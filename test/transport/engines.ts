import { setImmediate } from "node:timers/promises";
import { createEngine, type Engine, type EngineOptions } from "../../src/transport/engine.ts";
import { createTransport, type Transport } from "../../src/transport/transport.ts";
import { loadUndici } from "../../src/transport/undici.ts";

/** What connections of our own are made with: at first the one, in a long-lived process the other. */
export const ENGINES = ["node:http", "undici"] as const;
export type EngineName = (typeof ENGINES)[number];

const NOWHERE = "http://127.0.0.1:1/";

/** A transport that sends over this engine from now on. */
export async function leanTransport(name: EngineName): Promise<Transport> {
  const transport = createTransport({ mode: "lean", warmCalls: name === "undici" ? 1 : Infinity });
  if (name === "undici") await warm(transport.fetch(NOWHERE));
  return transport;
}

/** An engine that sends over this one from now on. */
export async function engineOf(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  const engine = createEngine({ ...options, warmCalls: name === "undici" ? 1 : Infinity });
  const outgoing = { url: NOWHERE, method: "GET", headers: [], added: undefined, body: null, ending: undefined };
  if (name === "undici") await warm(engine.send(engine.placeOf(outgoing, {})!, outgoing, { onConnect: () => {} }));
  return engine;
}

async function warm(refused: Promise<unknown>): Promise<void> {
  await refused.catch(() => {});
  await loadUndici("client");
  await setImmediate();
}
