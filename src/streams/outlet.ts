import type { Chunk } from "../contract/chat.ts";

type Change = (chunk: Chunk, last: boolean) => Chunk;
type Result = IteratorResult<Chunk, undefined>;

interface Reader {
  /** Whoever must not be collected meanwhile. */
  readonly held: unknown;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** The readers' end of a stream: chunks not yet read, or readers not yet served, and how it ends for them. */
export class Outlet {
  #maps: readonly Change[] = [];
  #readers: Reader[] = [];
  #chunks: Chunk[] = [];
  #last: Chunk | undefined;
  #ended = false;
  #error: unknown;
  readonly #stream: { cancel(): void };

  /** `stream` is cancelled when a reader got an error, a layer's own included: it reads no further. */
  constructor(stream: { cancel(): void }) {
    this.#stream = stream;
  }

  /** Somebody waits for a chunk that is not there. */
  get wanted(): boolean {
    return this.#readers.length > 0;
  }

  /** A reader that came now would have to wait. */
  get isDry(): boolean {
    return this.#chunks.length === 0 && !this.#ended;
  }

  get waitingChunks(): number {
    return this.#chunks.length;
  }

  map(change: Change): void {
    this.#maps = this.#maps.concat(change);
  }

  put(chunk: Chunk): void {
    this.#chunks = queued(this.#chunks, chunk);
    this.#serve();
  }

  /** The last chunks of all. */
  end(chunks: readonly Chunk[]): void {
    this.#chunks.push(...chunks);
    this.#last = chunks.at(-1);
    this.#ended = true;
    this.#serve();
  }

  /** After what has not been read yet, the next reader gets the error; later ones the end. */
  fail(error: unknown): void {
    this.#error = error;
    this.#ended = true;
    this.#serve();
  }

  /** What has not been read never will be. */
  drop(): void {
    this.#chunks = [];
    this.#error = undefined;
    this.#serve();
  }

  take(held?: object): Promise<Result> {
    if (this.isDry) {
      return new Promise((resolve, reject) => {
        this.#readers = queued(this.#readers, { held, resolve, reject });
      });
    }
    try {
      return Promise.resolve(this.#next());
    } catch (error) {
      this.#stream.cancel();
      return Promise.reject(error);
    }
  }

  #serve(): void {
    while (this.#readers.length > 0 && !this.isDry) {
      const reader = this.#readers.shift()!;
      try {
        reader.resolve(this.#next());
      } catch (error) {
        reader.reject(error);
        this.#stream.cancel();
      }
    }
  }

  #next(): Result {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) return { done: false, value: this.#mapped(chunk, chunk === this.#last) };
    const error = this.#error;
    this.#error = undefined;
    if (error !== undefined) throw error;
    return { done: true, value: undefined };
  }

  #mapped(chunk: Chunk, last: boolean): Chunk {
    let mapped = chunk;
    for (const map of this.#maps) mapped = map(mapped, last);
    return mapped;
  }
}

/** Mostly there is one. In V8 a list that grows from nothing makes room for seventeen. */
function queued<T>(list: T[], value: T): T[] {
  if (list.length === 0) return [value];
  list.push(value);
  return list;
}
