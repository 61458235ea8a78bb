import type { Chunk, ChunkChoice } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { DecodeContext } from "../reducer.ts";
import type { NativeUsage } from "./usage.ts";
import type { NativeBlock } from "./visible.ts";

/** A content block as it is being streamed. */
export interface Open {
  readonly block: NativeBlock;
  /** Place among the client's tool calls; undefined for every other block. */
  readonly call: number | undefined;
  readonly custom: boolean;
  /** The call whose input is the answer: it is read as text. */
  readonly answer: boolean;
  /** Streamed JSON of the block's input. */
  json: string;
  closed: boolean;
}

/** What is known of a message that is being streamed. */
export interface MessageState {
  readonly context: DecodeContext;
  id: string | undefined;
  /** Of the message that is being streamed; `id` is that of the first. */
  messageId: string | undefined;
  model: string;
  usage: NativeUsage | undefined;
  stopReason: string | undefined;
  stopDetails: { explanation?: string | null } | null | undefined;
  /** By place in the whole answer. */
  readonly blocks: Map<number, Open>;
  /** Place of the present message's first block: one that was paused goes on in a further message. */
  offset: number;
  calls: number;
  /** An input was no JSON, so the native blocks are not what the model wrote. */
  broken: boolean;
  /** Messages begun so far. */
  turns: number;
  /** The last of them was paused, and its continuation has not begun. */
  paused: boolean;
  /** What the messages before the present one used, if any. */
  before: NativeUsage | undefined;
  ended: boolean;
}

export type Delta = ChunkChoice["delta"];

/** The blocks in the order of the answer. */
export function inOrder({ blocks }: MessageState): Open[] {
  return [...blocks.entries()].sort(([a], [b]) => a - b).map(([, open]) => open);
}

export function chunk(state: MessageState, delta: Delta, finish_reason: ChunkChoice["finish_reason"] = null): Chunk {
  if (state.id === undefined) throw protocolError(state, "content came before message_start");
  return {
    id: state.id,
    object: "chat.completion.chunk",
    created: Math.floor(state.context.now / 1000),
    model: state.model,
    choices: [{ index: 0, delta, finish_reason }],
  };
}

export function protocolError({ context }: MessageState, what: string): LlmuxError {
  return new LlmuxError("stream_error", `${context.target}: the stream broke Anthropic's protocol: ${what}`);
}
