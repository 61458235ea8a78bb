import type { ReplyStream } from "../contract/reply.ts";

/**
 * Settles the inner stream of a handle that nobody holds any more. The inner stream must never point back to its handle. Older
 * workers do not tell of dropped handles: there a stream ends with its request.
 */
export const dropped: Pick<FinalizationRegistry<ReplyStream>, "register"> = typeof FinalizationRegistry === "undefined"
  ? { register: () => {} }
  : new FinalizationRegistry((inner) => inner.cancel());
