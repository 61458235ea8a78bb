import type { ByteSource } from "./arrival.ts";

/** A web stream that asks the source only when its reader asks, and lets go of the connection when it is cancelled. */
export function streamOf(source: ByteSource): ReadableStream<Uint8Array> {
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const bytes = await source.next();
      if (!bytes) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      // A byte stream takes the buffer away from its owner, and pieces from a socket share one.
      controller.enqueue(new Uint8Array(bytes));
    },
    cancel: () => source.cancel(),
  });
}

/** The bytes of a web stream, or of the Node stream that some replacements of fetch have for a body. */
export function sourceOf(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): ByteSource {
  if (!("getReader" in stream)) {
    const pieces = stream[Symbol.asyncIterator]();
    const next = async () => (await pieces.next()).value as Uint8Array | undefined;
    return { next, cancel: () => void pieces.return?.().catch(() => {}) };
  }
  const reader = stream.getReader();
  return {
    next: async () => (await reader.read()).value,
    cancel: () => void reader.cancel().catch(() => {}),
  };
}
