/** Body bytes as they come; decoded, if the server had compressed them. */
export interface ByteSource {
  /** The next bytes, or undefined at the proper end; rejects if the body broke. Ask again only when it has settled. */
  next(): Promise<Uint8Array | undefined>;
  /** No more bytes are wanted: lets go of the connection at once. */
  cancel(): void;
}

/** A response head that has arrived, and the bytes that follow it. */
export interface Arrival {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  /** Null where the protocol allows no body. */
  readonly body: ByteSource | null;
  /** Hands the response on as it came, its body unread. */
  respond(): Response;
}

const BODILESS = new Set([204, 205, 304]);

/** Whether the protocol says that an answer of this status has no body. */
export function bodiless(status: number, method: string): boolean {
  return method === "HEAD" || BODILESS.has(status);
}

/** Makes a standard response of a head and a body of our own. */
export function respondWith(
  head: Pick<Arrival, "status" | "statusText" | "headers" | "url">,
  body: ReadableStream<Uint8Array> | Uint8Array | string | null,
): Response {
  const { status, statusText, headers, url } = head;
  const response = new Response(BODILESS.has(status) ? null : (body as BodyInit | null), {
    status,
    statusText,
    headers,
  });
  return Object.defineProperty(response, "url", { value: url, configurable: true });
}
