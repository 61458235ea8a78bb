import type { ChunkChoice } from "../../contract/chat.ts";
import { LlmuxError } from "../../contract/errors.ts";
import type { FaultKind } from "../../contract/fault.ts";

type FinishReason = NonNullable<ChunkChoice["finish_reason"]>;

/** How servers of the OpenAI dialect spell the end of an answer, in lower case. */
const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ["stop", "stop"],
  ["eos", "stop"],
  ["eos_token", "stop"],
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["completed", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["model_length", "length"],
  ["tool_calls", "tool_calls"],
  ["tool_call", "tool_calls"],
  ["tool_use", "tool_calls"],
  ["function_call", "function_call"],
  ["content_filter", "content_filter"],
  ["safety", "content_filter"],
  ["sensitive", "content_filter"],
]);

/** Ends that are failures: OpenRouter and Mistral `error`, DeepSeek's lack of capacity, Z.ai, vLLM, Gemini's compat layer. */
const FAILURES: ReadonlyMap<string, FaultKind> = new Map([
  ["error", "server_error"],
  ["network_error", "server_error"],
  ["abort", "server_error"],
  ["insufficient_system_resource", "overloaded"],
  ["malformed_function_call", "bad_generation"],
]);

/**
 * OpenAI's finish reason for what the server said; null if it said nothing yet. An answer with tool calls ends with
 * `tool_calls`, one without does not. A reason nobody knows is a natural end.
 *
 * @throws LlmuxError if the reason is a failure.
 */
export function finishReason(raw: unknown, hasCalls: boolean, target: string): FinishReason | null {
  if (typeof raw !== "string" || raw === "") return null;
  const spelled = raw.toLowerCase();
  const failure = FAILURES.get(spelled);
  if (failure)
    throw new LlmuxError(failure, `${target} broke its answer off with finish_reason ${JSON.stringify(raw)}`);
  const reason = REASONS.get(spelled) ?? "stop";
  if (hasCalls && (reason === "stop" || reason === "function_call")) return "tool_calls";
  return reason === "tool_calls" && !hasCalls ? "stop" : reason;
}
