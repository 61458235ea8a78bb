import type { IncomingMessage } from "node:http";
import { lastText } from "./echo.ts";
import { parsed } from "./parsed.ts";
import type { SimulatedRequest } from "./request.ts";
import type { Ask } from "./wires/ask.ts";
import type { Route, Wire } from "./wires/wire.ts";

/** A request understood: what it is, and what it asks of the wire. */
export interface Call {
  readonly request: SimulatedRequest;
  readonly route: Route | undefined;
  readonly ask: Ask;
}

const ROOT = "http://simulated";

/** Reads a request as the wire means it. */
export function readCall(wire: Wire, message: IncomingMessage, body: string, at: number): Call {
  const path = message.url ?? "/";
  const method = message.method ?? "GET";
  const route = URL.canParse(path, ROOT) ? wire.route(method, new URL(path, ROOT)) : undefined;
  const value = body === "" ? undefined : parsed(body, body);
  const ask = wire.ask(value, route ?? { operation: "chat" });
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, one]) => [name, String(one)]));
  const read = { model: ask.model, stream: ask.stream, text: lastText(ask) };
  return { request: { method, path, headers, body: value, at, ...read }, route, ask };
}
