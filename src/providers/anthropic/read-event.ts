import type { SseEvent } from "../../lib/sse.ts";
import type { NativeEvent } from "./stream.ts";

/** Reads an event as the official SDK does: one without a name, and a ping, say nothing; one named `error` is thrown. */
export function readEvent({ name, data }: SseEvent): NativeEvent | undefined {
  if (name === undefined || name === "ping") return undefined;
  if (name === "error") throw streamError(data);
  return data === "" ? undefined : (JSON.parse(data) as NativeEvent);
}

/** In the SDK's own form, for classification. */
function streamError(data: string): Error {
  const body = parsed(data);
  const type = (body as { error?: { type?: unknown } } | null)?.error?.type;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return Object.assign(new Error(text), { status: undefined, error: body, type });
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data) ?? data;
  } catch {
    return data;
  }
}
