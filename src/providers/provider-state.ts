import type { ProviderState } from "../contract/chat.ts";
import { fingerprint } from "../lib/fingerprint.ts";

/** What of an assistant message a caller sees and may edit. */
export interface Visible {
  readonly content?: unknown;
  readonly tool_calls?: unknown;
}

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

/** Fingerprint of the text and tool calls, the same for whatever clients do to a message unasked. */
export function hashOf(message: Visible): string {
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.map(callIdentity) : [];
  return fingerprint(JSON.stringify([textOf(message.content), calls]), 12);
}

/** `null`, `""` and an absent content are one: clients send each of them back beside tool calls. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: { text?: unknown; refusal?: unknown } | null) => part?.text ?? part?.refusal ?? "")
    .join("");
}

interface Call {
  readonly id?: unknown;
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown };
  readonly custom?: { readonly name?: unknown; readonly input?: unknown };
}

function callIdentity(call: Call | null): unknown[] {
  const { id, function: named, custom } = call ?? {};
  return [id, named?.name ?? custom?.name, custom ? custom.input : compact(named?.arguments)];
}

/** Arguments without their spacing: stores and clients write the same JSON anew. */
function compact(text: unknown): unknown {
  if (typeof text !== "string" || text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
