import type { Pulled } from "../lib/pulled.ts";
import type { ByteSource } from "./arrival.ts";
import { streamOf } from "./stream.ts";

const DONE = { done: true, value: undefined } as const;

type Web = ReadableStream<Uint8Array<ArrayBuffer>>;

/**
 * The body of a response as its bytes come: an async iterable, which is what SDKs look for first. Whoever wants a web stream
 * (`getReader`, `tee`, `pipeTo`, `pipeThrough`) has one made for him.
 */
export class LeanBody {
  readonly #source: ByteSource;
  #web: Web | undefined;
  #iterated = false;
  #cancelled = false;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Whether somebody has begun to read, or has given up: what he took is missing from the rest. */
  get disturbed(): boolean {
    return this.#web !== undefined || this.#iterated || this.#cancelled;
  }

  get locked(): boolean {
    return this.#web?.locked ?? this.#iterated;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array, undefined> & Pulled<Uint8Array> {
    this.#take();
    this.#iterated = true;
    const source = this.#source;
    const iterator: ReturnType<LeanBody["values"]> = {
      next: () => source.next(),
      ...(source.pull && { pull: (took, lost) => source.pull!(took, lost), ready: () => source.ready?.() }),
      return: () => {
        source.cancel();
        return Promise.resolve(DONE);
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  values(): AsyncIterableIterator<Uint8Array, undefined> & Pulled<Uint8Array> {
    return this[Symbol.asyncIterator]();
  }

  async cancel(): Promise<void> {
    this.#take();
    this.#cancelled = true;
    this.#source.cancel();
  }

  getReader(...args: Parameters<Web["getReader"]>): ReturnType<Web["getReader"]> {
    return this.#stream().getReader(...args);
  }

  tee(): [Web, Web] {
    return this.#stream().tee();
  }

  pipeTo(...args: Parameters<Web["pipeTo"]>): Promise<void> {
    return this.#stream().pipeTo(...args);
  }

  pipeThrough(...args: Parameters<Web["pipeThrough"]>): ReadableStream {
    return this.#stream().pipeThrough(...args);
  }

  #stream(): Web {
    if (this.#iterated) throw new TypeError("Invalid state: ReadableStream is locked");
    this.#web ??= streamOf(this.#source) as Web;
    return this.#web;
  }

  #take(): void {
    if (this.locked) throw new TypeError("Invalid state: ReadableStream is locked");
  }
}
