import type { Events } from "./sse.ts";

interface Change {
  /** @default as it is */
  value?(value: unknown): unknown;
  /** @default as it is */
  error?(error: unknown): unknown;
}

/** The same events, each changed as it passes. */
export function changed(events: Events, { value = same, error = same }: Change): Events {
  return {
    controller: events.controller,
    [Symbol.asyncIterator]() {
      const iterator = events[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const result = await iterator.next();
            return result.done ? result : { done: false, value: value(result.value) };
          } catch (thrown) {
            throw error(thrown);
          }
        },
        return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}

function same<T>(value: T): T {
  return value;
}

/** Events that are not there yet. `controller` ends the call they will come of. */
export function eventually(coming: Promise<Events>, controller: AbortController): Events {
  // Whoever reads is told; where nobody does, it is nobody's failure.
  coming.catch(() => {});
  return {
    controller,
    [Symbol.asyncIterator]() {
      let iterator: AsyncIterator<unknown> | undefined;
      let gone = false;
      return {
        async next() {
          const events = await coming;
          iterator ??= events[Symbol.asyncIterator]();
          if (gone) await iterator.return?.();
          return await iterator.next();
        },
        async return() {
          gone = true;
          controller.abort();
          return (await iterator?.return?.()) ?? { done: true, value: undefined };
        },
      };
    },
  };
}
