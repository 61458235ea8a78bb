import type { PartialAnswer } from "./partial.ts";

/**
 * What follows when a stream breaks after its first content: an error with what came; the answer anew from another target,
 * announced by a chunk whose `x_llmux` is a `RestartMark`; or another target that goes on where the text ended.
 */
export type OnInterrupt = "error" | "restart" | "continue";

/** `x_llmux` of the chunk that announces a restart, whose `choices` are empty: what came before it is void. */
export interface RestartMark {
  readonly interrupted: "restart";
  /** The target whose answer begins now. */
  readonly target: string;
}

/** One of the targets that an answer came from, and the place in its content, in UTF-16 units, where its part begins. */
export interface StitchedPart {
  readonly target: string;
  readonly at: number;
}

/** An answer that was given up for another one. */
export interface DiscardedAnswer {
  readonly target: string;
  readonly partial: PartialAnswer;
}
