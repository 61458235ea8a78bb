import { errorBody } from "./error-body.ts";

/** What is sent, and what its reader aborts it with. */
export interface Events extends AsyncIterable<unknown> {
  readonly controller: AbortController;
}

/**
 * Chunks as server-sent events, pulled by the reader. An error becomes an event, as OpenAI's API sends it, and ends the
 * stream; an abort errors it, as a fetch's body does.
 */
export function sseStream(chunks: Events): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const event = (data: string) => encoder.encode(`data: ${data}\n\n`);
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (!done) return controller.enqueue(event(JSON.stringify(value)));
        if (chunks.controller.signal.aborted) {
          controller.error(new DOMException("This operation was aborted", "AbortError"));
          return;
        }
        controller.enqueue(event("[DONE]"));
      } catch (error) {
        controller.enqueue(event(JSON.stringify(errorBody(error))));
      }
      controller.close();
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
