import type { Pulled } from "../lib/pulled.ts";

/** The pieces of a response's body. Some runtimes' web streams cannot be iterated. */
export function piecesOf(body: ReadableStream<unknown>): Pulled<unknown> {
  if (Symbol.asyncIterator in body) return body[Symbol.asyncIterator]();
  const reader = (body as ReadableStream<unknown>).getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown, undefined>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

/** A piece as bytes: some replacements of fetch give text or buffers. */
export function asBytes(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  return typeof piece === "string" ? new TextEncoder().encode(piece) : new Uint8Array(piece as ArrayBuffer);
}
