import type { CompletionChoice } from "../../contract/chat.ts";
import type { NativeBlock } from "./visible.ts";

type FinishReason = CompletionChoice["finish_reason"];

/** Source: the Messages API reference, `stop_reason`. */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  pause_turn: "stop",
  compaction: "stop",
  refusal: "content_filter",
};

/**
 * OpenAI's word for why the answer ended; a reason yet unknown is a natural end. Some gateways call it one, too, where a tool
 * waits to be run: not those that code has called, whose results it had before it ended.
 */
export function finishReason(stopReason: string, blocks: readonly NativeBlock[]): FinishReason {
  const reason = FINISH_REASONS[stopReason] ?? "stop";
  return reason === "stop" && blocks.some(waits) ? "tool_calls" : reason;
}

function waits({ type, caller }: NativeBlock): boolean {
  return type === "tool_use" && (caller?.type ?? "direct") === "direct";
}

/** What was sent as `stop_reason`, if it is a word. */
export function stopWord(sent: unknown): string | undefined {
  return typeof sent === "string" && sent !== "" ? sent : undefined;
}

const UNEXPLAINED = "The model declined to answer.";

/** What the message's `refusal` says: null unless the safety classifier ended the answer. */
export function refusalText(
  stopReason: string,
  details: { explanation?: string | null } | null | undefined,
): string | null {
  return stopReason === "refusal" ? details?.explanation || UNEXPLAINED : null;
}
