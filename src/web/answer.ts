import { jsonResponse } from "./json-response.ts";
import { type Events, type Framing, sseStream } from "./sse.ts";

/** What the head of an answer tells of its call. */
export interface Head {
  readonly requestId: string;
  readonly target: string;
  readonly cache: "off" | "miss" | "hit";
}

/** What a call came to, before it is HTTP. */
export interface Answer<T = unknown> {
  /** A JSON value, or events. */
  readonly data: T;
  /** Absent where nothing was asked of a target. */
  head?(): Head;
}

const JSON_TYPE = "application/json";
export const EVENTS_TYPE = "text/event-stream; charset=utf-8";

export function isEvents(data: unknown): data is Events {
  return typeof data === "object" && data !== null && Symbol.asyncIterator in data;
}

/** The answer as OpenAI's API would give it: JSON, or server-sent events. A stream is consumed. */
export function responseOf(answer: Answer, framing?: Framing): Response {
  const { data } = answer;
  const headers = headersOf(answer);
  if (isEvents(data)) return new Response(sseStream(data, { framing }), { headers });
  const text = JSON.stringify(data) as string | undefined;
  return text === undefined ? new Response(null, { headers }) : jsonResponse(text, headers);
}

/** Status and headers of an answer without its body. */
export function headResponse(answer: Answer): Response {
  return new Response(null, { headers: headersOf(answer) });
}

export function headersOf({ data, head }: Answer): Record<string, string> {
  const about = head?.();
  return {
    "content-type": isEvents(data) ? EVENTS_TYPE : JSON_TYPE,
    "cache-control": "no-cache",
    ...(about && {
      "x-request-id": about.requestId,
      "x-llmux-target": encodeURI(about.target),
      "x-llmux-cache": about.cache,
    }),
  };
}
