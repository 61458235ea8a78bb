import type { ChatCompletionChunk } from "../contract/chat.ts";
import type { ReplyStream } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";

/** Settles the inner stream of a handle that nobody holds any more. The inner stream must never point back to its handle. */
const dropped = new FinalizationRegistry<ReplyStream>((inner) => inner.cancel());

/**
 * A streamed answer: iterate it, once. It has the members of the OpenAI SDK's `Stream`.
 *
 * Leaving the loop, `controller.abort()` or dropping the stream closes the upstream connection. A stream that broke
 * upstream throws `StreamInterruptedError`; one that the caller aborted ends.
 */
export class ChatStream implements AsyncIterable<ChatCompletionChunk> {
  /** Aborts the call. */
  readonly controller: AbortController;
  /** How the stream ended; never rejects. */
  readonly settled: Promise<Settlement>;
  readonly #inner: ReplyStream;
  #consumed = false;

  constructor(inner: ReplyStream, controller: AbortController, settled: Promise<Settlement>) {
    this.#inner = inner;
    this.controller = controller;
    this.settled = settled;
    dropped.register(this, inner);
  }

  /** Throws if the stream has been iterated before; use `tee()` to read it twice. */
  [Symbol.asyncIterator](): AsyncIterator<ChatCompletionChunk, undefined> {
    if (this.#consumed) throw new Error("Cannot iterate over a consumed stream, use `.tee()` to split the stream.");
    this.#consumed = true;
    const inner = this.#inner;
    // The handle stays reachable while a `next()` is pending: it is what collection settles.
    const keep = <T>(result: T): T => {
      void this.controller;
      return result;
    };
    return {
      next: () => inner.next().then(keep),
      return: () => {
        inner.cancel();
        return Promise.resolve({ done: true, value: keep(undefined) });
      },
    };
  }

  /** Two streams that each give every chunk; they share one upstream, and what the slower has not read is buffered. */
  tee(): [ChatStream, ChatStream] {
    const source = this[Symbol.asyncIterator]();
    const left: Promise<IteratorResult<ChatCompletionChunk, undefined>>[] = [];
    const right: typeof left = [];
    let open = 2;
    const branch = (own: typeof left, other: typeof left): ReplyStream => {
      let live = true;
      return {
        ...passive(this.#inner),
        next() {
          if (!live) return Promise.resolve({ done: true, value: undefined });
          if (own.length === 0) {
            const result = source.next();
            // The branch that reads it sees the failure.
            result.catch(() => {});
            own.push(result);
            other.push(result);
          }
          return own.shift()!;
        },
        cancel: () => {
          if (!live) return;
          live = false;
          open -= 1;
          if (open === 0) void source.return?.();
        },
      };
    };
    return [
      new ChatStream(branch(left, right), this.controller, this.settled),
      new ChatStream(branch(right, left), this.controller, this.settled),
    ];
  }

  /** Newline-separated JSON, one chunk a line, as the OpenAI SDK's `toReadableStream()` gives and its `fromReadableStream()` reads. */
  toReadableStream(): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let iterator: AsyncIterator<ChatCompletionChunk, undefined>;
    return new ReadableStream({
      start: () => {
        iterator = this[Symbol.asyncIterator]();
      },
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
        } catch (error) {
          controller.error(error);
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    });
  }
}

/** The members of a reply stream that a branch of it shares with its source. */
function passive(inner: ReplyStream): Pick<ReplyStream, "tap" | "map" | "onEnd" | "completion"> {
  return {
    tap: (watch) => inner.tap(watch),
    map: (change) => inner.map(change),
    onEnd: (callback) => inner.onEnd(callback),
    completion: () => inner.completion(),
  };
}
