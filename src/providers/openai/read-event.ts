import type { SseEvent } from "../../lib/sse.ts";

/**
 * Makes the reader of one stream's events, as the official SDK reads them: nothing counts after `[DONE]`, whatever event a
 * chunk is named, and an `error` within one is the codec's to find.
 */
export function eventReader(): (event: SseEvent) => unknown {
  let done = false;
  return ({ data }) => {
    done ||= data.startsWith("[DONE]");
    return done ? undefined : (JSON.parse(data) as unknown);
  };
}
