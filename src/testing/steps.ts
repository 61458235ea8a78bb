/** One thing a server does with a response. */
export type Step =
  | { readonly do: "head"; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly do: "write"; readonly bytes: string | Uint8Array }
  /** Sends what is written so far, then waits; `Infinity` until the client or the simulation closes the socket. */
  | { readonly do: "wait"; readonly ms: number }
  /** Bytes on the socket, past HTTP. */
  | { readonly do: "raw"; readonly bytes: string | Uint8Array }
  /** Ends the response as HTTP wants it. */
  | { readonly do: "end" }
  /** Closes the socket in order, whatever HTTP had announced. */
  | { readonly do: "close" }
  /** Resets the connection (RST). */
  | { readonly do: "reset" };

/** A response that is complete as it stands. */
export function* whole(status: number, headers: Readonly<Record<string, string>>, body: string): Iterable<Step> {
  const length = { "content-length": String(Buffer.byteLength(body)) };
  yield { do: "head", status, headers: { ...headers, ...length } };
  if (body) yield { do: "write", bytes: body };
  yield { do: "end" };
}
