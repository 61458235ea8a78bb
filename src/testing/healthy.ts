import type { Rendering } from "./rendering.ts";
import { type Step, whole } from "./steps.ts";
import type { Frame } from "./wires/answer.ts";

/** The steps of a healthy response. */
export function* healthy(rendering: Rendering): Iterable<Step> {
  if (!rendering.isStream) return yield* whole(200, rendering.headers, joined(rendering.frames));
  yield { do: "head", status: 200, headers: rendering.headers };
  yield* flow(rendering.frames, rendering.pauseMs);
  yield { do: "end" };
}

/** The text of frames, one after another. */
export function joined(frames: readonly Frame[]): string {
  return frames.map((frame) => frame.text).join("");
}

/** Writes frames, with the pause of a slow answer between those of its content. */
export function* flow(frames: readonly Frame[], pauseMs: number): Iterable<Step> {
  let isFirst = true;
  for (const frame of frames) {
    if (frame.part === "content" && pauseMs > 0 && !isFirst) yield { do: "wait", ms: pauseMs };
    if (frame.part === "content") isFirst = false;
    yield { do: "write", bytes: frame.text };
  }
}
