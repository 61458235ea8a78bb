import type { ProviderState } from "../contract/chat.ts";
import { hashOf, type Visible } from "./message-hash.ts";

/** Keeps the native form of an assistant turn, bound to the text and tool calls the caller was shown. */
export function makeState(
  provider: string,
  model: string,
  blocks: readonly unknown[],
  message: Visible,
): ProviderState {
  return { v: 1, provider, model, blocks, text_hash: hashOf(message) };
}

/** The native form to send back, or undefined: another provider or model made it, or the message was edited since. */
export function replayable(
  message: Visible & { readonly provider_state?: unknown },
  provider: string,
  model: string,
): ProviderState | undefined {
  const state = message.provider_state as Partial<ProviderState> | null | undefined;
  if (state?.v !== 1 || state.provider !== provider || state.model !== model) return undefined;
  if (!Array.isArray(state.blocks) || state.text_hash !== hashOf(message)) return undefined;
  return state as ProviderState;
}

/**
 * The state of a message that came back with its tool calls alone: what it said beside them is left out, so that the
 * model is not told what the caller chose not to repeat.
 */
export function withoutText(state: ProviderState, message: Visible): ProviderState {
  return { ...state, blocks: state.blocks.filter((block) => !isText(block)), text_hash: hashOf(message) };
}

/** Text of the answer in Anthropic's form or in Gemini's. */
function isText(block: unknown): boolean {
  const { type, text, thought } = (block ?? {}) as { type?: unknown; text?: unknown; thought?: unknown };
  return typeof text === "string" && (type === undefined || type === "text") && thought !== true;
}
