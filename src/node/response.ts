import type { ServerResponse } from "node:http";
import type { Writable } from "node:stream";

/** Sends a standard response: the head at once, the body at the client's pace. Resolves when all is sent or the client is gone. */
export async function writeResponse({ status, headers, body }: Response, to: ServerResponse): Promise<void> {
  if (to.destroyed) {
    await body?.cancel();
    return;
  }
  // A list keeps apart what may come more than once.
  to.writeHead(status, Array.from(headers).flat());
  to.flushHeaders();
  await pour(body, to);
}

/** Writes a body at the reader's pace, and ends. A reader that leaves ends the body. */
export async function pour(body: ReadableStream<Uint8Array> | null, to: Writable): Promise<void> {
  const reader = body?.getReader();
  const leave = () => void reader?.cancel().catch(() => {});
  to.once("close", leave);
  for (let next = await reader?.read(); next && !next.done; next = await reader!.read()) {
    if (!to.write(next.value) && !to.destroyed) await drained(to);
  }
  to.off("close", leave);
  if (to.destroyed) return;
  await new Promise<void>((resolve) => {
    to.once("close", resolve);
    to.end(resolve);
  });
}

/** There is room again, or nobody who needs it. */
function drained(to: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      to.off("drain", done);
      to.off("close", done);
      resolve();
    };
    to.on("drain", done);
    to.on("close", done);
  });
}
