import { type Events, sseStream } from "./sse.ts";

/** What the head of an answer tells of its call. */
export interface Head {
  readonly requestId: string;
  readonly target: string;
  readonly cache: "off" | "miss" | "hit";
}

/** A whole answer as OpenAI's API would give it. */
export function jsonResponse(answer: object, head: Head): Response {
  return new Response(JSON.stringify(answer), { headers: headersOf(head, "application/json") });
}

/** A stream as OpenAI's API would answer it: server-sent events, ended by `[DONE]`, or by an error event if it broke. */
export function streamResponse(stream: Events, head: Head): Response {
  return new Response(sseStream(stream), { headers: headersOf(head, "text/event-stream; charset=utf-8") });
}

/** Status and headers of an answer without its body. */
export function headResponse(head: Head, streamed: boolean): Response {
  const type = streamed ? "text/event-stream; charset=utf-8" : "application/json";
  return new Response(null, { headers: headersOf(head, type) });
}

function headersOf({ requestId, target, cache }: Head, contentType: string): Record<string, string> {
  return {
    "content-type": contentType,
    "cache-control": "no-cache",
    "x-request-id": requestId,
    "x-llmux-target": encodeURI(target),
    "x-llmux-cache": cache,
  };
}
