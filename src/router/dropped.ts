import type { ReplyStream } from "../contract/reply.ts";

interface Held {
  stream: ReplyStream | undefined;
}

/** Older workers do not tell of dropped handles: there a stream ends with its request. */
const handles: Pick<FinalizationRegistry<Held>, "register" | "unregister"> = typeof FinalizationRegistry === "undefined"
  ? { register: () => {}, unregister: () => false }
  : new FinalizationRegistry(({ stream }) => stream?.cancel());

/**
 * Settles the stream of a handle that nobody holds any more. The stream must never point back to its handle. It is held until
 * it has ended: V8 would keep what is registered, and all it leads to, until the next full collection.
 */
export function cancelWhenDropped(handle: object, stream: ReplyStream): void {
  const held: Held = { stream };
  handles.register(handle, held, held);
  stream.onEnd(() => {
    held.stream = undefined;
    handles.unregister(held);
  });
}
