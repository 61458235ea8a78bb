import { request } from "node:http";
import type { SimulatedProvider, WireKind } from "../../src/testing/index.ts";

/** What a client without any SDK saw on the wire. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The body as it arrived. */
  readonly pieces: readonly Buffer[];
  /** `ended`: in order; `broken`: the connection went before the response was whole; `silent`: nothing more came within the patience. */
  readonly end: "ended" | "broken" | "silent";
  readonly error: string | undefined;
  readonly ms: number;
}

export interface Asking {
  readonly text?: string;
  readonly stream?: boolean;
  /** How long to listen before hanging up. */
  readonly patienceMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The path and body of a chat request on each wire. */
export function chatRequest(
  kind: WireKind,
  { text = "hello there", stream = false }: Asking,
): { path: string; body: unknown } {
  if (kind === "gemini") {
    const method = stream ? "streamGenerateContent?alt=sse" : "generateContent";
    return { path: `/v1beta/models/gemini-x:${method}`, body: { contents: [{ role: "user", parts: [{ text }] }] } };
  }
  const messages = [{ role: "user", content: text }];
  if (kind === "anthropic")
    return { path: "/v1/messages", body: { model: "claude-x", max_tokens: 100, messages, stream } };
  return { path: "/chat/completions", body: { model: "gpt-x", messages, stream } };
}

/** Sends one chat request over a connection of its own and watches what comes. */
export function ask(provider: SimulatedProvider, asking: Asking = {}): Promise<Seen> {
  const { path, body } = chatRequest(provider.kind, asking);
  const started = performance.now();
  const pieces: Buffer[] = [];
  let status = 0;
  let headers: Seen["headers"] = {};
  return new Promise((resolve) => {
    const done = (end: Seen["end"], error?: string): void => {
      clearTimeout(timer);
      const text = Buffer.concat(pieces).toString("utf8");
      resolve({ status, headers, body: text, pieces, end, error, ms: performance.now() - started });
      outgoing.destroy();
    };
    const outgoing = request(`${provider.baseURL}${path}`, {
      method: "POST",
      agent: false,
      headers: { "content-type": "application/json", ...asking.headers },
      maxHeaderSize: 1_048_576,
    });
    const timer = setTimeout(() => done("silent"), asking.patienceMs ?? 2_000);
    outgoing.on("error", (error: NodeJS.ErrnoException) => done("broken", error.code));
    outgoing.on("response", (response) => {
      status = response.statusCode ?? 0;
      headers = response.headers;
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => done(response.complete ? "ended" : "broken"));
      response.on("error", (error: NodeJS.ErrnoException) => done("broken", error.code));
    });
    outgoing.end(JSON.stringify(body));
  });
}

/** The JSON payloads of an SSE body; the text itself where one is not JSON. */
export function events(body: string): readonly unknown[] {
  const data = body
    .split(/\r?\n\r?\n/)
    .flatMap((event) => event.split(/\r?\n/).filter((line) => line.startsWith("data:")));
  return data.map((line) => {
    try {
      return JSON.parse(line.slice(5));
    } catch {
      return line.slice(5).trim();
    }
  });
}

/** The answer's text in a stream of any wire, put together. */
export function streamedText(body: string): string {
  return events(body).map(textOf).join("");
}

interface AnyEvent {
  choices?: { delta?: { content?: string } }[];
  delta?: { text?: string };
  candidates?: { content?: { parts?: { text?: string }[] } }[];
}

function textOf(event: unknown): string {
  const { choices, delta, candidates } = (typeof event === "object" && event !== null ? event : {}) as AnyEvent;
  return choices?.[0]?.delta?.content ?? delta?.text ?? candidates?.[0]?.content?.parts?.[0]?.text ?? "";
}
