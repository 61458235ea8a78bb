import { LlmuxError } from "../../contract/errors.ts";

type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";
type Meaning = "stop" | "length" | "content_filter" | "failed" | "unclear";

/** Gemini's finishReason (v1beta, November 2026). What is not listed is `unclear`. */
const MEANING: Readonly<Record<string, Meaning>> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  // A per-request limit was hit and the answer could be continued: to this caller it is cut short.
  CONTINUATION: "length",
  SAFETY: "content_filter",
  RECITATION: "content_filter",
  BLOCKLIST: "content_filter",
  PROHIBITED_CONTENT: "content_filter",
  SPII: "content_filter",
  LANGUAGE: "content_filter",
  IMAGE_SAFETY: "content_filter",
  IMAGE_PROHIBITED_CONTENT: "content_filter",
  IMAGE_RECITATION: "content_filter",
  MALFORMED_FUNCTION_CALL: "failed",
  UNEXPECTED_TOOL_CALL: "failed",
  MALFORMED_RESPONSE: "failed",
  TOO_MANY_TOOL_CALLS: "failed",
};

/** A candidate's end, with what had come before it. */
interface Ending {
  readonly reason: string;
  readonly message: string | undefined;
  readonly calls: boolean;
  readonly content: boolean;
  readonly target: string;
}

/** OpenAI's finish reason. Throws `bad_generation` where the model failed to produce an answer. */
export function decodeFinish(ending: Ending): FinishReason {
  const meaning = MEANING[ending.reason] ?? "unclear";
  if (meaning === "length" || meaning === "content_filter") return meaning;
  if (meaning === "stop" || (meaning === "unclear" && (ending.content || ending.calls))) {
    return ending.calls ? "tool_calls" : "stop";
  }
  const detail = ending.message ? `: ${ending.message}` : "";
  throw new LlmuxError(
    "bad_generation",
    `${ending.target}: the model ended with ${ending.reason} instead of a usable answer${detail}. Asking again may help.`,
    { code: ending.reason },
  );
}

/** The refusal text of an answer that was filtered. */
export function refusalOf(reason: string, message: string | undefined): string {
  return message || `The answer was stopped by the provider's filter (${reason}).`;
}
