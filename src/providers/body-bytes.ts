/** The bytes of a response's body. Some runtimes' web streams cannot be iterated, and some replacements of fetch give text. */
export function bytesOf(body: ReadableStream<unknown>): AsyncIterator<Uint8Array> {
  const source =
    Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : readerOf(body as ReadableStream<unknown>);
  return {
    next: () => source.next().then(asBytes),
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

function asBytes(result: IteratorResult<unknown>): IteratorResult<Uint8Array> {
  if (result.done || result.value instanceof Uint8Array) return result as IteratorResult<Uint8Array>;
  const { value } = result;
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : new Uint8Array(value as ArrayBuffer);
  return { done: false, value: bytes };
}

function readerOf(body: ReadableStream<unknown>): AsyncIterator<unknown> {
  const reader = body.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
