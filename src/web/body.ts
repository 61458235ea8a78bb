import { LlmuxError } from "../contract/errors.ts";
import type { Incoming } from "./incoming.ts";

/** A request's body, an object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Bytes from which on a body is too large, unless said otherwise. */
export const MAX_BODY_BYTES = 20_000_000;

/** Reads a JSON object, of at most so many bytes; no more than that is ever held. */
export async function readBody({ headers, body }: Incoming, maxBytes: number): Promise<Fields> {
  checkType(headers);
  if (Number(headers.get("content-length")) >= maxBytes) throw tooLarge(maxBytes);
  const text = typeof body === "string" ? checkedText(body, maxBytes) : decoded(await bytesOf(body, maxBytes));
  if (text.trim() === "") throw refusal("the request has no body: send a JSON object", "invalid_json");
  const value = parsed(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw refusal("body: expected a JSON object", "invalid_request");
}

/** What `new Request()` writes where nobody named a type. */
const UNNAMED = "text/plain;charset=utf-8";

function checkType(headers: Headers): void {
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    throw unsupported(`content-encoding ${encoding} is not read: send the body as it is`);
  }
  const type = headers.get("content-type")?.toLowerCase() ?? "";
  if (type === "" || /^application\/([\w.-]+\+)?json\s*(;|$)/.test(type)) return;
  // A page of another origin may send that type without being asked whether it may.
  if (type === UNNAMED && !headers.has("origin")) return;
  throw unsupported(`content-type ${type} is not read: send application/json`);
}

function checkedText(text: string, maxBytes: number): string {
  const isLong = text.length >= maxBytes || (text.length * 3 >= maxBytes && byteLength(text) >= maxBytes);
  if (isLong) throw tooLarge(maxBytes);
  return text;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

async function bytesOf(body: BodyInit | null, maxBytes: number): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return within(body, maxBytes);
  const stream = body instanceof ReadableStream ? body : new Response(body).body;
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader!.read()) {
    parts.push(next.value);
    length += next.value.length;
    if (length < maxBytes) continue;
    await reader!.cancel().catch(() => {});
    throw tooLarge(maxBytes);
  }
  return joined(parts, length);
}

function within(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length >= maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal("the request body is not UTF-8", "invalid_json");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal("the request body is not JSON", "invalid_json");
  }
}

function tooLarge(maxBytes: number): LlmuxError {
  const message = `the request body has ${maxBytes / 1e6} MB or more`;
  return new LlmuxError("request_too_large", message, { status: 413, code: "request_too_large" });
}

function unsupported(message: string): LlmuxError {
  return new LlmuxError("invalid_request", message, { status: 415, code: "unsupported_media_type" });
}

function refusal(message: string, code: string): LlmuxError {
  return new LlmuxError("invalid_request", message, { code });
}
