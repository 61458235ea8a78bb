import { jsonIn } from "../../lib/json-in.ts";
import type { SseEvent } from "../../lib/sse.ts";
import type { NativeEvent } from "./stream.ts";

const isKnown = (name: string) => name.startsWith("content_block_") || name.startsWith("message_");

/**
 * Reads an event: a ping says nothing, and one named `error` is thrown, as the official SDK does. Where a proxy left the
 * name out, the data tells it; what is neither known nor JSON says nothing.
 */
export function readEvent({ name, data }: SseEvent): NativeEvent | undefined {
  if (name === "ping" || data === "") return undefined;
  if (name === "error") throw streamError(data);
  if (name !== undefined && isKnown(name)) return JSON.parse(data) as NativeEvent;
  const event = parsed(data) as Partial<NativeEvent> | string;
  if (typeof event !== "object" || typeof event.type !== "string") return undefined;
  if (event.type === "error") throw streamError(data);
  return event as NativeEvent;
}

/** In the SDK's own form, for classification. */
function streamError(data: string): Error {
  const body = parsed(data);
  const type = (body as { error?: { type?: unknown } } | null)?.error?.type;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return Object.assign(new Error(text), { status: undefined, error: body, type });
}

function parsed(data: string): unknown {
  return jsonIn(data) ?? data;
}
