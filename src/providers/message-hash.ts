import { fingerprint } from "../lib/fingerprint.ts";
import { jsonIn } from "../lib/json-in.ts";

/** What of an assistant message a caller sees and may edit. */
export interface Visible {
  readonly content?: unknown;
  readonly tool_calls?: unknown;
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
  return jsonIn(text) ?? text;
}
