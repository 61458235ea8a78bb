import type { ByteSource } from "./arrival.ts";
import { terminated } from "./errors.ts";

/** Where pieces come from: what can be asked of it. */
export interface Tap {
  pause(): unknown;
  resume(): unknown;
  /** Lets go of the connection. */
  drop(): void;
}

type Result = IteratorResult<Uint8Array, undefined>;

const DONE = { done: true, value: undefined } as const;

interface Waiting {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** Unread bytes from which on a tap is paused. */
const READ_AHEAD_BYTES = 65_536;

/**
 * Holds pieces for their reader, at most some 64 KiB ahead of it. Pieces that came before an error are still handed out;
 * after `fail` or `cancel` nothing is.
 */
export class Pieces implements ByteSource {
  readonly #limitBytes: number;
  #tap: Tap | undefined;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;
  #paused = false;
  #waiting: Waiting | undefined;
  #end: { readonly error?: Error } | undefined;

  constructor(tap: Tap, limitBytes: number = READ_AHEAD_BYTES) {
    this.#tap = tap;
    this.#limitBytes = limitBytes;
  }

  next(): Promise<Result> {
    const bytes = this.ready();
    if (bytes) return Promise.resolve({ done: false, value: bytes });
    if (this.#end?.error) return Promise.reject(this.#end.error);
    if (this.#end) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  ready(): Uint8Array | undefined {
    const bytes = this.#unread.shift();
    if (bytes === undefined) return undefined;
    this.#unreadBytes -= bytes.byteLength;
    if (this.#paused && this.#unreadBytes < this.#limitBytes) {
      this.#paused = false;
      this.#tap?.resume();
    }
    return bytes;
  }

  pull(took: (result: Result) => void, lost: (error: unknown) => void): void {
    if (this.#unread.length > 0 || this.#end) this.next().then(took, lost);
    else this.#waiting = { resolve: took, reject: lost };
  }

  arrived(): readonly Uint8Array[] | undefined {
    if (this.#end === undefined || this.#end.error) return undefined;
    const all = this.#unread;
    this.#discard();
    return all;
  }

  cancel(): void {
    this.#discard();
    const tap = this.#tap;
    this.end();
    tap?.drop();
  }

  push(bytes: Uint8Array): void {
    if (this.#end || bytes.byteLength === 0) return;
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: bytes });
      return;
    }
    this.#unread.push(bytes);
    this.#unreadBytes += bytes.byteLength;
    if (!this.#paused && this.#unreadBytes >= this.#limitBytes) {
      this.#paused = true;
      this.#tap?.pause();
    }
  }

  /** No more will come: all has, or `error` is why not. The first end counts. */
  end(error?: Error): void {
    if (this.#end) return;
    this.#end = error ? { error } : {};
    // It leads to the request, and that to the key it was sent with.
    this.#tap = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    // Not at once: whoever else hears of an abort says first what it was.
    if (waiting) queueMicrotask(() => (error ? waiting.reject(error) : waiting.resolve(DONE)));
  }

  /** The connection is gone: an error, unless the end had come. */
  close(cause: Error = new Error("The body ended before it was complete")): void {
    if (!this.#end) this.end(terminated(cause));
  }

  /** Ends with `error`, unless it had ended before; what is unread is lost. */
  fail(error: Error): void {
    if (this.#end) return;
    this.#discard();
    this.end(error);
  }

  #discard(): void {
    this.#unread = [];
    this.#unreadBytes = 0;
  }
}
