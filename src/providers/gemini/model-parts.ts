import type { ChatMessage, ProviderState } from "../../contract/chat.ts";
import { replayable } from "../provider-state.ts";
import { parseArguments } from "../tool-arguments.ts";
import type { Scope } from "./scope.ts";
import type { Part } from "./wire.ts";

type AssistantMessage = Extract<ChatMessage, { role: "assistant" }> & { provider_state?: ProviderState };
type ToolCall = NonNullable<AssistantMessage["tool_calls"]>[number];

/** Where routers and Google's own OpenAI endpoint put a thought signature beside a message or a call. */
interface Signed {
  readonly reasoning_details?: unknown;
  readonly extra_content?: { readonly google?: { readonly thought_signature?: string } };
  readonly provider_specific_fields?: { readonly thought_signature?: string };
  readonly function?: { readonly thought_signature?: string };
}

/** A model turn as encoded: its parts, and the ids Google itself gave to its calls. */
export interface ModelTurn {
  readonly parts: Part[];
  readonly issued: ReadonlySet<string>;
}

/** An assistant message as Gemini parts: as Gemini had sent it if it may be replayed, else rebuilt without opaque data. */
export function encodeModelTurn(message: AssistantMessage, place: string, scope: Scope): ModelTurn {
  const issued = issuedIds(message.provider_state, scope.provider);
  const state = replayable(message, scope.provider, scope.model);
  if (state) return { parts: state.blocks.map((block) => ({ ...(block as Part) })), issued };
  return { parts: rebuild(message, place, issued, scope), issued };
}

function rebuild(message: AssistantMessage, place: string, issued: ReadonlySet<string>, scope: Scope): Part[] {
  if (message.audio)
    scope.notes.warn("dropped_param", "audio", `${place}.audio is known to OpenAI only and was left out`);
  // A state that did not match means another model's turn or an edited one: signatures beside it are void too.
  const signed = !message.provider_state;
  const parts = textsOf(message).map((text): Part => ({ text }));
  const last = parts.at(-1);
  const signature = signed ? signatureOf(message as Signed) : undefined;
  if (last && signature) last.thoughtSignature = signature;
  const details = signed ? detailedSignatures((message as Signed).reasoning_details) : NONE;
  for (const [index, call] of (message.tool_calls ?? []).entries()) {
    parts.push(encodeCall(call, `${place}.tool_calls[${index}]`, { signed, issued, details }, scope));
  }
  return parts;
}

interface Trust {
  /** Signatures beside the message and its calls hold. */
  readonly signed: boolean;
  readonly issued: ReadonlySet<string>;
  /** Signatures by the id of their call. */
  readonly details: ReadonlyMap<string, string>;
}

function encodeCall(call: ToolCall, place: string, trust: Trust, scope: Scope): Part {
  const signature = trust.signed
    ? (signatureOf(call as Signed) ?? signatureInId(call.id) ?? trust.details.get(call.id))
    : undefined;
  const args =
    call.type === "custom"
      ? { input: call.custom.input }
      : parseArguments(call.function.arguments, `${place}.function.arguments`, scope.notes, scope.compat);
  return {
    functionCall: {
      name: call.type === "custom" ? call.custom.name : call.function.name,
      args,
      ...(trust.issued.has(call.id) && { id: call.id }),
    },
    ...(signature && { thoughtSignature: signature }),
  };
}

function textsOf(message: AssistantMessage): string[] {
  const { content } = message;
  const texts = Array.isArray(content)
    ? content.map((part) => (part.type === "refusal" ? part.refusal : part.text))
    : [content, message.refusal];
  return texts.filter((text): text is string => Boolean(text));
}

function signatureOf(carrier: Signed): string | undefined {
  return (
    carrier.extra_content?.google?.thought_signature ??
    carrier.provider_specific_fields?.thought_signature ??
    carrier.function?.thought_signature
  );
}

const NONE: ReadonlyMap<string, string> = new Map();

interface Detail {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly data?: unknown;
  readonly format?: unknown;
}

/** OpenRouter: `{ type: "reasoning.encrypted", format: "google-gemini-v1", id, data }`, the id being the call's. */
function detailedSignatures(details: unknown): ReadonlyMap<string, string> {
  if (!Array.isArray(details)) return NONE;
  const found = new Map<string, string>();
  for (const { type, id, data, format } of details as readonly Detail[]) {
    const isGoogles = typeof format !== "string" || format.startsWith("google");
    if (type === "reasoning.encrypted" && isGoogles && typeof id === "string" && typeof data === "string") {
      found.set(id, data);
    }
  }
  return found;
}

/** LiteLLM glues the signature to the id: `call_x__thought__<base64>`. */
function signatureInId(id: string): string | undefined {
  const at = id.indexOf("__thought__");
  return at < 0 ? undefined : id.slice(at + "__thought__".length) || undefined;
}

function issuedIds(state: ProviderState | undefined, provider: string): ReadonlySet<string> {
  if (state?.provider !== provider || !Array.isArray(state.blocks)) return new Set();
  const ids = (state.blocks as readonly Part[]).map((block) => block?.functionCall?.id);
  return new Set(ids.filter((id): id is string => Boolean(id)));
}
