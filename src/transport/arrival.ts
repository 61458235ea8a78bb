import type { Pulled } from "../lib/pulled.ts";

/** Body bytes as they come; decoded, if the server had compressed them. */
export interface ByteSource extends Pick<Pulled<Uint8Array>, "pull" | "ready"> {
  /** The next bytes, or the proper end; rejects if the body broke. Ask again only when it has settled. */
  next(): Promise<IteratorResult<Uint8Array, undefined>>;
  /** All of an unread body whose proper end has come, which is taken by that; undefined while it has not. */
  arrived?(): readonly Uint8Array[] | undefined;
  /** No more bytes are wanted: lets go of the connection at once. */
  cancel(): void;
}

/** The body of an answer that is made here: all of it, or where it comes from. */
export type Body = ByteSource | Uint8Array | string | null;

/** A response head that has arrived, and the bytes that follow it. */
export interface Arrival {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  /** Null where the protocol allows no body. */
  readonly body: ByteSource | null;
  /** Hands the response on: as it came, or with another body, and other headers, in place of those that came. */
  respond(body?: Body, headers?: Headers): Response;
}

const BODILESS = new Set([204, 205, 304]);

/** Whether the protocol says that an answer of this status has no body. */
export function bodiless(status: number, method: string): boolean {
  return method === "HEAD" || BODILESS.has(status);
}
