import type { ChatCompletionChunk } from "../contract/chat.ts";
import type { ReplyStream } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import { jsonLines } from "../lib/json-lines.ts";
import { cancelWhenDropped } from "./dropped.ts";

/** An iterator that can be iterated itself, as a generator can. */
export interface ChunkIterator extends AsyncIterator<ChatCompletionChunk, undefined> {
  [Symbol.asyncIterator](): ChunkIterator;
}

/** One reader of a stream that two share: what the other has read ahead of it. */
interface Branch {
  buffer: Promise<IteratorResult<ChatCompletionChunk, undefined>>[];
  live: boolean;
}

/**
 * A streamed answer: iterate it, once. It has the members of the OpenAI SDK's `Stream`, and as there a spread copy lacks all of them but `controller`.
 *
 * Leaving the loop, `controller.abort()` or dropping the stream closes the upstream connection. A stream that broke
 * upstream throws `StreamInterruptedError`; one that the caller aborted ends.
 */
export class ChatStream implements AsyncIterable<ChatCompletionChunk> {
  /** Aborts the call. */
  readonly controller: AbortController;
  readonly #inner: ReplyStream;
  readonly #settling: () => Promise<Settlement>;
  #settled: Promise<Settlement> | undefined;
  #consumed = false;

  constructor(inner: ReplyStream, controller: AbortController, settled: () => Promise<Settlement>) {
    this.#inner = inner;
    this.controller = controller;
    this.#settling = settled;
    cancelWhenDropped(this, inner);
  }

  /** How the stream ended; never rejects. */
  get settled(): Promise<Settlement> {
    this.#settled ??= this.#settling();
    return this.#settled;
  }

  /** Throws if the stream has been iterated before; use `tee()` to read it twice. */
  [Symbol.asyncIterator](): ChunkIterator {
    if (this.#consumed) throw new Error("Cannot iterate over a consumed stream, use `.tee()` to split the stream.");
    this.#consumed = true;
    const inner = this.#inner;
    // The handle stays reachable while a `next()` is pending: it is what collection settles.
    const keep = <T>(result: T): T => {
      void this.controller;
      return result;
    };
    return {
      next: inner.nextFor ? () => inner.nextFor!(this) : () => inner.next().then(keep),
      return: () => {
        inner.cancel();
        return Promise.resolve({ done: true, value: keep(undefined) });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Two streams that each give every chunk; they share one upstream, and what the slower has not read is buffered. */
  tee(): [ChatStream, ChatStream] {
    const source = this[Symbol.asyncIterator]();
    const left: Branch = { buffer: [], live: true };
    const right: Branch = { buffer: [], live: true };
    const branch = (own: Branch, other: Branch): ReplyStream => ({
      ...passive(this.#inner),
      next() {
        if (!own.live) return Promise.resolve({ done: true, value: undefined });
        if (own.buffer.length === 0) {
          const result = source.next();
          // The branch that reads it sees the failure.
          result.catch(() => {});
          own.buffer.push(result);
          if (other.live) other.buffer.push(result);
        }
        return own.buffer.shift()!;
      },
      cancel() {
        if (!own.live) return;
        own.live = false;
        own.buffer = [];
        if (!other.live) void source.return?.();
      },
    });
    return [
      new ChatStream(branch(left, right), this.controller, this.#settling),
      new ChatStream(branch(right, left), this.controller, this.#settling),
    ];
  }

  /** Newline-separated JSON, one chunk a line, as the OpenAI SDK's `toReadableStream()` gives and its `fromReadableStream()` reads. */
  toReadableStream(): ReadableStream<Uint8Array> {
    return jsonLines(this);
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
