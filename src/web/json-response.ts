import { onNode } from "../lib/on-node.ts";

/**
 * A standard response with a text for a body. On Node the text stays at hand, and a stream is made of it when somebody asks for
 * one: that costs more than all the rest of the response. Other runtimes' servers look at the stream behind the members.
 */
export function jsonResponse(text: string, headers: Record<string, string>): Response {
  if (!onNode()) return new Response(text, { headers });
  Kept ??= responseWithText();
  return new Kept(text, { headers });
}

let Kept: ReturnType<typeof responseWithText> | undefined;

/** Made for the first answer: to name `Response` has Node load its whole fetch. */
function responseWithText() {
  return class JsonResponse extends Response {
    readonly #text: string;
    #used = false;
    /** With the body as a stream; what has been asked for that goes there from then on. */
    #standard: Response | undefined;

    constructor(text: string, init: ResponseInit) {
      super(null, init);
      this.#text = text;
    }

    override get body(): Response["body"] {
      return this.#streamed().body;
    }

    override get bodyUsed(): boolean {
      return this.#used || this.#standard?.bodyUsed === true;
    }

    override async text(): Promise<string> {
      if (this.#standard || this.#used) return await this.#streamed().text();
      this.#used = true;
      return this.#text;
    }

    override async json(): Promise<unknown> {
      return JSON.parse(await this.text());
    }

    override async arrayBuffer(): Promise<ArrayBuffer> {
      return await this.#streamed().arrayBuffer();
    }

    override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
      return new Uint8Array(await this.arrayBuffer());
    }

    override async blob(): Promise<Blob> {
      return new Blob([await this.arrayBuffer()], { type: this.headers.get("content-type") ?? "" });
    }

    override async formData(): Promise<FormData> {
      return await this.#streamed().formData();
    }

    override clone(): Response {
      if (this.bodyUsed || this.#standard?.body?.locked) throw new TypeError("The body has been read");
      return new JsonResponse(this.#text, this);
    }

    #streamed(): Response {
      if (this.#standard) return this.#standard;
      this.#standard = new Response(this.#text, { headers: this.headers });
      if (this.#used) void this.#standard.text();
      return this.#standard;
    }
  };
}
