import type { ByteSource } from "./arrival.ts";

/** A web stream that asks the source only when its reader asks, and lets go of the connection when it is cancelled. */
export function streamOf(source: ByteSource): ReadableStream<Uint8Array> {
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      // A byte stream takes the buffer away from its owner, and pieces from a socket share one.
      controller.enqueue(new Uint8Array(value));
    },
    cancel: () => source.cancel(),
  });
}

/** The bytes of a web stream, or of the Node stream that some replacements of fetch have for a body. */
export function sourceOf(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): ByteSource {
  if (!("getReader" in stream)) {
    const pieces = stream[Symbol.asyncIterator]();
    return { next: () => pieces.next(), cancel: () => void pieces.return?.().catch(() => {}) };
  }
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<Uint8Array, undefined>>,
    cancel: () => void reader.cancel().catch(() => {}),
  };
}
