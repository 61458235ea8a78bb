import type { NativeEvents } from "../contract/native.ts";
import type { ReplyStream } from "../contract/reply.ts";
import { cancelWhenDropped } from "./dropped.ts";

type Result = IteratorResult<unknown, undefined>;

interface Reader {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

const DONE = { done: true, value: undefined } as const;

/**
 * A provider's own events, to be iterated once. The stream of chunks beside them is what is pulled: it knows when the answer
 * is whole, when it has broken, and when it has been silent for too long. An event that says nothing to it comes at once, too.
 */
export class NativeStream implements AsyncIterable<unknown> {
  readonly #inner: ReplyStream;
  readonly #events: NativeEvents;
  #consumed = false;

  constructor(inner: ReplyStream, events: NativeEvents) {
    this.#inner = inner;
    this.#events = events;
    cancelWhenDropped(this, inner);
  }

  /** Throws if the stream has been iterated before. */
  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    if (this.#consumed) throw new Error("Cannot iterate over a consumed stream.");
    this.#consumed = true;
    // The handle stays reachable for as long as its iterator is.
    return Object.assign(iterate(this.#inner, this.#events), { handle: this });
  }
}

function iterate(inner: ReplyStream, events: NativeEvents): AsyncIterator<unknown, undefined> {
  const readers: Reader[] = [];
  let pulling = false;
  let end: { readonly error?: unknown } | undefined;
  let left = false;

  const serve = (): void => {
    while (readers.length > 0 && (events.queue.length > 0 || end)) {
      const reader = readers.shift()!;
      if (events.queue.length > 0) reader.resolve({ done: false, value: events.queue.shift() });
      else if (end!.error === undefined) reader.resolve(DONE);
      else {
        const { error } = end!;
        end = {};
        reader.reject(error);
      }
    }
    if (pulling) events.waiting(readers.length > 0);
    else if (readers.length > 0) pull();
  };
  const pull = (): void => {
    pulling = true;
    inner.next().then(
      ({ done }) => {
        pulling = false;
        if (done) end = {};
        serve();
      },
      (error: unknown) => {
        pulling = false;
        // Whoever left has asked for that end.
        end = left ? {} : { error };
        serve();
      },
    );
    // What had arrived may have served them all.
    if (readers.length === 0) events.waiting(false);
  };
  events.onArrival = serve;
  return {
    next: () =>
      new Promise((resolve, reject) => {
        readers.push({ resolve, reject });
        serve();
      }),
    async return() {
      left = true;
      events.queue.length = 0;
      end = {};
      inner.cancel();
      serve();
      return DONE;
    },
  };
}
