const DONE = { done: true, value: undefined } as const;

/**
 * The same events, of which nothing is held once they have ended, failed or been left: an SDK's iterator holds its stream,
 * that its client, and that the key, for as long as a caller keeps the answer.
 */
export function releasing<Event>(events: AsyncIterable<Event>): AsyncIterable<Event> {
  let source: AsyncIterator<Event> | undefined = events[Symbol.asyncIterator]();
  const release = (): void => {
    source = undefined;
  };
  const iterator: AsyncIterator<Event> = {
    next() {
      if (!source) return Promise.resolve(DONE);
      return source.next().then(
        (result) => {
          if (result.done) release();
          return result;
        },
        (error: unknown) => {
          release();
          throw error;
        },
      );
    },
    async return() {
      const left = source;
      release();
      await left?.return?.();
      return DONE;
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
