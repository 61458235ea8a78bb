import type { Chunk, Completion } from "../contract/chat.ts";
import type { ReplyStream } from "../contract/reply.ts";
import { usageFrom } from "../contract/usage.ts";
import { copied } from "./copied.ts";
import { chunksOf } from "./replay.ts";

export interface ReplayOptions {
  readonly includeUsage: boolean;
  /** Ends the reading of it. */
  readonly signal?: { readonly aborted: boolean };
}

/**
 * A stream of an answer that is there already. It is settled `ok` from the start: all there was to say is known, and
 * whether anybody reads it changes nothing.
 */
export function replayedStream(completion: Completion, options: ReplayOptions): ReplyStream {
  const chunks = chunksOf(completion, options);
  const maps: ((chunk: Chunk, last: boolean) => Chunk)[] = [];
  const usage = usageFrom(completion.usage);
  let at = 0;
  return {
    tap: (watch) => chunks.forEach(watch),
    map: (change) => void maps.push(change),
    onEnd: (callback) => callback({ status: "ok", ...(usage && { usage }) }),
    next() {
      let chunk = options.signal?.aborted ? undefined : chunks[at];
      if (!chunk) return Promise.resolve({ done: true, value: undefined });
      at += 1;
      const last = at === chunks.length;
      try {
        for (const map of maps) chunk = map(chunk, last);
      } catch (error) {
        return Promise.reject(error);
      }
      return Promise.resolve({ done: false, value: chunk });
    },
    cancel() {
      at = chunks.length;
    },
    completion: () => copied(completion),
  };
}
