import { record } from "../../lib/record.ts";
import type { SseEvent } from "../../lib/sse.ts";

/**
 * Makes the reader of one stream's events, as the official SDK reads them: nothing counts after `[DONE]`, whatever event a
 * chunk is named, and an `error` within one is the codec's to find.
 */
export function eventReader(): (event: SseEvent) => unknown {
  let done = false;
  return ({ name, data }) => {
    done ||= data.startsWith("[DONE]");
    if (done || data === "") return undefined;
    const chunk = JSON.parse(data) as unknown;
    return name === "error" && record(chunk).error === undefined ? { error: chunk } : chunk;
  };
}
