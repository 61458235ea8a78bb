import { createRouter, type RouterOptions } from "llmux";
import { serve, type TestServer } from "../transport/server.ts";

export type Kind = "openai" | "anthropic" | "gemini";

/** A JSON answer, or the text of an event stream; `status` other than 200 for a refusal. */
export interface Said {
  readonly status?: number;
  readonly json?: unknown;
  readonly sse?: string;
}

type Say = Said | ((heard: Heard) => Said);

/** A request as it came. */
export interface Heard {
  readonly url: string;
  readonly headers: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

/** A server that says what it is told, and keeps what it hears; the last answer is for ever. */
export async function nativeServer(...answers: Say[]): Promise<TestServer & { heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = await serve((request, response) => {
    let text = "";
    request.on("data", (piece) => {
      text += piece;
    });
    request.on("end", () => {
      heard.push({ url: request.url ?? "", headers: request.headers, body: JSON.parse(text) });
      const say = answers[Math.min(heard.length, answers.length) - 1]!;
      const { status = 200, json, sse } = typeof say === "function" ? say(heard.at(-1)!) : say;
      response.writeHead(status, { "content-type": sse === undefined ? "application/json" : "text/event-stream" });
      response.end(sse ?? JSON.stringify(json));
    });
  });
  return Object.assign(server, { heard });
}

/** A router whose providers are all at that address, with a key each. */
export function routerAt({ url }: TestServer, options: RouterOptions = {}) {
  const at = (path: string) => ({ apiKey: "sk-test-0123456789", baseURL: url + path });
  const providers = { openai: at("/v1"), anthropic: at(""), gemini: at("") };
  return createRouter({ retry: { baseMs: 0 }, ...options, providers: { ...providers, ...options.providers } });
}

/** Events as each wire frames them. */
export const framed: Readonly<Record<Kind, (events: readonly object[]) => string>> = {
  openai: (events) => `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`,
  anthropic: (events) =>
    events.map((event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`).join(""),
  gemini: (events) => events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(""),
};
