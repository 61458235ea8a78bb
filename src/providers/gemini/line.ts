import type { ProviderContext, WireNotes } from "../../contract/provider.ts";

/** The signal of one SDK call: it follows the attempt's, and can be let go of. */
interface Line {
  readonly signal: AbortSignal;
  /** Ends the SDK call. */
  cut(): void;
  /** The SDK call is over. The SDK never removes its listener, and what that listener holds includes headers. */
  release(): void;
}

/** Opens a line that is cut when `signal` aborts. */
function openLine(signal: AbortSignal): Line {
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const release = () => signal.removeEventListener("abort", onAbort);
  return {
    signal: controller.signal,
    release,
    cut() {
      release();
      controller.abort();
    },
  };
}

/** The events of a stream, with the line released at its end. Leaving it early cuts the line: the SDK itself would read on. */
export function eventsOf(events: AsyncIterable<unknown>, line: Line): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const source = events[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const result = await source.next();
            if (result.done) line.release();
            return result;
          } catch (error) {
            line.release();
            throw error;
          }
        },
        async return() {
          line.cut();
          // Waits behind a pending `next`, which the cut line ends.
          Promise.resolve(source.return?.()).catch(() => {});
          return { done: true, value: undefined };
        },
      };
    },
  };
}

/** Makes one SDK call on a line of its own, and notes what its end tells of the status. */
export async function onLine<T>({ signal, wire }: ProviderContext, send: (line: Line) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const line = openLine(signal);
  try {
    return await send(line);
  } catch (error) {
    line.release();
    noteStatus(error, wire);
    throw error;
  }
}

/**
 * The SDK shows neither response head nor fetch. Its errors tell a status other than 2xx; what it throws unwrapped, a
 * TypeError or SyntaxError, comes from reading the body of a 2xx. (A caller's client may let fetch's own error through.)
 */
function noteStatus(error: unknown, wire: WireNotes): void {
  const { status, name, message } = (error ?? {}) as Record<string, unknown>;
  if (typeof status === "number") wire.status = status;
  else if ((name === "TypeError" || name === "SyntaxError") && message !== "fetch failed") wire.status = 200;
}
