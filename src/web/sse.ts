import { errorBody } from "./error-body.ts";

/** Chunks as server-sent events, pulled by the reader. An error becomes an event, as OpenAI's API sends it, and ends the stream. */
export function sseStream(chunks: AsyncIterable<unknown>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const event = (data: string) => encoder.encode(`data: ${data}\n\n`);
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (!done) return controller.enqueue(event(JSON.stringify(value)));
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
