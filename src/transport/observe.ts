import type { WireCall } from "../contract/transport.ts";
import { jsonIn } from "../lib/json-in.ts";
import { record } from "../lib/record.ts";
import type { Arrival, ByteSource } from "./arrival.ts";
import { coded, fetchFailed, terminated } from "./errors.ts";

const MAX_ERROR_BYTES = 65_536;
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/**
 * Notes what arrived, and makes the response that the SDK sees: an error's text and a whole answer are read here, anything
 * else is handed on unread. A redirect is refused, since SDKs' key headers would travel with it to wherever it leads.
 */
export function observe(arrival: Arrival, call: WireCall | undefined): Response | Promise<Response> {
  const { status, body } = arrival;
  if (call) {
    call.wire.status = status;
    call.wire.head = arrival.headers;
    if (call.whole && status < 300) {
      // A short answer comes in one piece with its head: then nobody waits for more.
      const pieces = body?.arrived?.();
      if (pieces) return arrival.respond(joined(pieces, call));
    }
    call.wire.onHeaders?.();
  }
  if (status >= 300 && status < 400 && status !== 304 && arrival.headers.has("location")) {
    body?.cancel();
    throw fetchFailed(
      coded("ERR_REDIRECT", `The server redirects (${status}), which is not followed: set its final URL`),
    );
  }
  if (!call || !body) {
    if (call && status >= 300) call.wire.errorText = "";
    return arrival.respond();
  }
  if (status >= 300) return refused(arrival, body, call);
  if (!call.whole) return isJson(arrival) ? streamOfJson(arrival, body, call) : arrival.respond();
  return whole(body, call).then((bytes) => arrival.respond(bytes));
}

async function refused(arrival: Arrival, body: ByteSource, call: WireCall): Promise<Response> {
  const text = await errorText(body, call);
  call.wire.errorText = text;
  return arrival.respond(text);
}

function isJson({ headers }: Arrival): boolean {
  return headers.get("content-type")?.startsWith("application/json") === true;
}

/** JSON where a stream was asked for: an answer or an error that came whole is told as the event it would have been. */
async function streamOfJson(arrival: Arrival, body: ByteSource, call: WireCall): Promise<Response> {
  const first = (await body.next()).value;
  const all = resumed(first, body);
  // Some servers name their event streams so, too.
  if (!/^\s*[{[]/.test(new TextDecoder().decode(first))) return arrival.respond(all);
  const text = new TextDecoder().decode(await whole(all, call));
  const value = jsonIn(text);
  if (value === undefined) return arrival.respond(text);
  const headers = new Headers(arrival.headers);
  headers.set("content-type", "text/event-stream");
  headers.delete("content-length");
  const name = record(value).error ? "event: error\n" : "";
  return arrival.respond(`${name}data: ${text.replace(/[\r\n]+/g, " ")}\n\n`, headers);
}

/** The source with its first piece put back. */
function resumed(first: Uint8Array | undefined, body: ByteSource): ByteSource {
  let put: Uint8Array | undefined = first;
  return {
    async next() {
      const value = put;
      put = undefined;
      if (value) return { done: false, value };
      return first ? await body.next() : { done: true, value: undefined };
    },
    cancel: () => body.cancel(),
  };
}

/** Reads what can be had: an error that breaks off is still that error. */
async function errorText(body: ByteSource, { wire }: WireCall): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = MAX_ERROR_BYTES;
  // Not assigned as it is written: V8 would make it in old space.
  const end = () => body.cancel();
  wire.endError = end;
  try {
    for (let next = await body.next(); !next.done; next = await body.next()) {
      const bytes = next.value;
      wire.onBytes?.();
      text += decoder.decode(bytes.subarray(0, left), { stream: true });
      left -= bytes.byteLength;
      if (left <= 0) {
        body.cancel();
        return text;
      }
    }
  } catch (error) {
    if ((error as Error | undefined)?.name === "AbortError") throw error;
  } finally {
    wire.endError = undefined;
  }
  return text + decoder.decode();
}

async function whole(body: ByteSource, call: WireCall): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let next = await body.next(); !next.done; next = await body.next()) {
    call.wire.onBytes?.();
    pieces.push(next.value);
    size += next.value.byteLength;
    if (size > mostBytes(call)) {
      body.cancel();
      throw tooLarge(call);
    }
  }
  return joined(pieces, call);
}

function mostBytes({ maxBytes = MAX_WHOLE_BYTES }: WireCall): number {
  return maxBytes;
}

function tooLarge(call: WireCall): TypeError {
  const message = `The answer is larger than ${mostBytes(call)} bytes`;
  return terminated(coded("UND_ERR_RES_EXCEEDED_MAX_SIZE", message));
}

function joined(pieces: readonly Uint8Array[], call: WireCall): Uint8Array {
  const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (size > mostBytes(call)) throw tooLarge(call);
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.byteLength;
  }
  return all;
}
