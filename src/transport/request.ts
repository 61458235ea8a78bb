import type { WireInit } from "../contract/transport.ts";
import { HeaderLines } from "../lib/header-lines.ts";
import { type Ending, endingOf } from "../lib/quiet-controller.ts";

/** A request as the transport sends it. */
export interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<readonly [string, string]>;
  /** Replace those of the same name. */
  readonly added: Readonly<Record<string, string>> | undefined;
  readonly body: BodyInit | null | undefined;
  /** Ends the exchange. */
  readonly ending: Ending | undefined;
}

/** Header fields set by the connection itself, or a promise to the server that is not kept here. */
export const NOT_SENT: ReadonlySet<string> = new Set([
  ...["connection", "content-length", "expect", "keep-alive", "transfer-encoding", "upgrade"],
]);

/** Reads fetch's two arguments into one record, as fetch does: what stands in `init` wins. */
export function readRequest(input: string | URL | Request, init: WireInit): Outgoing {
  const base = typeof input !== "string" && input instanceof Request ? input : undefined;
  const given: unknown = init.headers ?? base?.headers;
  const signal = init.llmux?.ending ?? init.signal ?? base?.signal;
  return {
    url: base ? base.url : String(input),
    method: (init.method ?? base?.method ?? "GET").toUpperCase(),
    headers: given instanceof HeaderLines || given instanceof Headers ? given : new Headers(given as HeadersInit),
    added: init.llmux?.headers,
    body: init.body === undefined ? base?.body : init.body,
    ending: signal ? endingOf(signal) : undefined,
  };
}

/** All header fields of a request, in an object of their own. */
export function headersOf({ headers, added }: Outgoing): Headers {
  const all = new Headers([...headers] as [string, string][]);
  for (const name in added) all.set(name, added[name]!);
  return all;
}

/** The text of a body that has been given whole; undefined for one that cannot be shown without being consumed. */
export function bodyText(body: Outgoing["body"]): string | undefined {
  if (typeof body === "string") return body;
  const bytes = bodyBytes(body);
  return bytes && new TextDecoder().decode(bytes);
}

/** The bytes of a body given as bytes. */
export function bodyBytes(body: Outgoing["body"]): Uint8Array | undefined {
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return undefined;
}
