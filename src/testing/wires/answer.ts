import type { Usage } from "../../contract/usage.ts";

/** An answer in full, ready to be written on any wire. */
export interface Answer {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly reasoning: string;
  /** The reasoning goes out as opaque data, where the wire can do that. */
  readonly redacted: boolean;
  /** The text in the pieces a stream sends it in. */
  readonly chunks: readonly string[];
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  /** `null`: the provider reports none. */
  readonly usage: Usage | null;
  /** One of OpenAI's finish reasons, translated by each wire, or the provider's own word. */
  readonly finish: string;
}

/**
 * One event of a stream. `content` is a delta with text, reasoning or a tool call; `mark` is the provider's terminal mark and
 * what comes with it; `closing` follows the mark.
 */
export interface Frame {
  readonly part: "opening" | "content" | "between" | "mark" | "usage" | "closing";
  readonly text: string;
}
