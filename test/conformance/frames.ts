import type { Answer } from "./upstream.ts";

/** How a wire frames the events of a stream. */
export type Wire = "anthropic" | "gemini" | "openai";

const FRAME: Readonly<Record<Wire, (data: string) => string>> = {
  anthropic: (data) => `event: ${JSON.parse(data).type}\ndata: ${data}\n\n`,
  gemini: (data) => `data: ${data}\r\n\r\n`,
  openai: (data) => `data: ${data}\n\n`,
};

/** One JSON body under status 200. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: { "content-type": "application/json", ...headers }, body: text };
}

/** A stream of events, each given as its JSON text or as a value, as the wire frames it. */
export function events(wire: Wire, list: readonly unknown[], more: Partial<Answer> = {}): Answer {
  const body = list.map((event) => FRAME[wire](typeof event === "string" ? event : JSON.stringify(event)));
  if (wire === "openai" && !more.hang) body.push("data: [DONE]\n\n");
  return { headers: { "content-type": "text/event-stream" }, body: [body.join("")], ...more };
}
