import type { Body, ByteSource } from "./arrival.ts";
import { LeanBody } from "./lean-body.ts";
import { type Head, standardResponse } from "./standard-response.ts";
import { sourceOf } from "./stream.ts";

const decoder = new TextDecoder();

/**
 * A response with what SDKs use of one at hand, and everything else made when it is asked for. A standard `Response`, with
 * its web stream, costs more than the exchange itself.
 */
export class LeanResponse implements Response {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  #content: Body;
  #body: LeanBody | undefined;
  #used = false;

  constructor({ status, statusText, headers, url }: Head, content: Body) {
    this.status = status;
    this.statusText = statusText;
    this.headers = headers;
    this.url = url;
    this.#content = content;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get redirected(): boolean {
    return false;
  }

  get type(): ResponseType {
    return "basic";
  }

  get bodyUsed(): boolean {
    return this.#used || this.#body?.disturbed === true;
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.#content === null) return null;
    this.#body ??= new LeanBody(isSource(this.#content) ? this.#content : once(this.#content));
    return this.#body as unknown as ReadableStream<Uint8Array<ArrayBuffer>>;
  }

  async text(): Promise<string> {
    return await this.#text();
  }

  async json(): Promise<unknown> {
    const text = this.#text();
    return JSON.parse(typeof text === "string" ? text : await text);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return await this.#standard().arrayBuffer();
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#standard().arrayBuffer());
  }

  async blob(): Promise<Blob> {
    return await this.#standard().blob();
  }

  async formData(): Promise<FormData> {
    return await this.#standard().formData();
  }

  clone(): Response {
    if (this.bodyUsed) throw new TypeError("Response.clone: Body has already been consumed.");
    if (!isSource(this.#content)) return new LeanResponse(this, this.#content);
    const [mine, theirs] = this.body!.tee();
    this.#body = undefined;
    this.#content = sourceOf(mine);
    return new LeanResponse(this, sourceOf(theirs));
  }

  #text(): string | Promise<string> {
    const content = this.#take();
    if (content === null) return "";
    if (typeof content === "string") return content;
    return isSource(content) ? standardResponse(this, content).text() : decoder.decode(content);
  }

  #standard(): Response {
    return standardResponse(this, this.#take());
  }

  /** The body, for its one reader. */
  #take(): Body {
    if (this.bodyUsed) throw new TypeError("Body is unusable: Body has already been read");
    this.#used = this.#content !== null;
    return this.#content;
  }
}

function isSource(content: Body): content is ByteSource {
  return content !== null && typeof content === "object" && "next" in content;
}

function once(content: Uint8Array | string): ByteSource {
  let bytes: Uint8Array | undefined = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    async next() {
      const value = bytes;
      bytes = undefined;
      return value?.byteLength ? { done: false, value } : { done: true, value: undefined };
    },
    cancel() {
      bytes = undefined;
    },
  };
}
