import type { Notes } from "../notes.ts";
import type { Content } from "./wire.ts";

/** Gemini 3 and later take this for calls whose signature is unknown: another provider's, or hand-written (Google's thought-signature guide). */
const SENTINEL = "skip_thought_signature_validator";

/**
 * Signs the first call of each step of the current turn, where it has no signature: without one Gemini 3 answers 400.
 * The current turn is what follows the last user text.
 */
export function addSentinels(contents: readonly Content[], notes: Notes): Content[] {
  const since = contents.findLastIndex(
    (content) => content.role !== "model" && content.parts.some((part) => !part.functionResponse),
  );
  const signed = contents.map((content, index) =>
    index > since && content.role === "model" ? signFirstCall(content) : content,
  );
  if (signed.some((content, index) => content !== contents[index])) {
    const text = "tool calls in progress came without their thought signature; Gemini was told to go on without it";
    notes.warn("emulated_param", "messages", text);
  }
  return signed;
}

function signFirstCall(content: Content): Content {
  const at = content.parts.findIndex((part) => part.functionCall);
  const call = content.parts[at];
  if (!call || call.thoughtSignature) return content;
  return { ...content, parts: content.parts.with(at, { ...call, thoughtSignature: SENTINEL }) };
}
