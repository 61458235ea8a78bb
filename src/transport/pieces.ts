import type { ByteSource } from "./arrival.ts";

/** The part of a Node stream that is used here. */
export interface Flow {
  on(event: "data", listener: (bytes: Uint8Array) => void): unknown;
  on(event: "end" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

type Result = IteratorResult<Uint8Array, undefined>;

const DONE = { done: true, value: undefined } as const;

interface Waiting {
  resolve(result: Result): void;
  reject(error: Error): void;
}

interface PiecesOptions {
  /** Unread bytes from which on the flow is paused. */
  readonly limitBytes: number;
  /** What to fail with when the flow breaks. */
  readonly broken: (cause: unknown) => Error;
  /** Lets go of the connection. */
  readonly drop: () => void;
}

/**
 * Takes pieces from a Node stream, at most `limitBytes` ahead of its reader. Pieces that came before the flow broke are
 * still handed out; after `fail` or `cancel` nothing is.
 */
export class Pieces implements ByteSource {
  readonly #limitBytes: number;
  #flow: Flow | undefined;
  #drop: (() => void) | undefined;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;
  #paused = false;
  #waiting: Waiting | undefined;
  #end: { readonly error?: Error } | undefined;

  constructor(flow: Flow, options: PiecesOptions) {
    this.#flow = flow;
    this.#drop = options.drop;
    this.#limitBytes = options.limitBytes;
    flow.on("end", () => this.#finish({}));
    flow.on("error", (cause) => this.#finish({ error: options.broken(cause) }));
    flow.on("close", () => {
      if (!this.#end) this.#finish({ error: options.broken(new Error("The body ended before it was complete")) });
    });
    flow.on("data", (bytes) => this.#take(bytes));
  }

  next(): Promise<Result> {
    const bytes = this.#unread.shift();
    if (bytes) {
      this.#unreadBytes -= bytes.byteLength;
      if (this.#paused && this.#unreadBytes < this.#limitBytes) {
        this.#paused = false;
        this.#flow?.resume();
      }
      return Promise.resolve({ done: false, value: bytes });
    }
    if (this.#end?.error) return Promise.reject(this.#end.error);
    if (this.#end) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  cancel(): void {
    this.#discard();
    const drop = this.#drop;
    this.#finish({});
    drop?.();
  }

  /** Ends with `error`, unless it had ended before; what is unread is lost. */
  fail(error: Error): void {
    if (this.#end) return;
    this.#discard();
    this.#finish({ error });
  }

  #take(bytes: Uint8Array): void {
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
      this.#flow?.pause();
    }
  }

  #discard(): void {
    this.#unread = [];
    this.#unreadBytes = 0;
  }

  #finish(end: { readonly error?: Error }): void {
    if (this.#end) return;
    this.#end = end;
    // A Node response leads to its request, and that to the key it was sent with.
    this.#flow = undefined;
    this.#drop = undefined;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (end.error) waiting?.reject(end.error);
    else waiting?.resolve(DONE);
  }
}
