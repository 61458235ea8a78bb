import type { CompletionChoice } from "../../contract/chat.ts";
import { jsonIn } from "../../lib/json-in.ts";
import { isRecord, record } from "../../lib/record.ts";
import { mintedId } from "../minted-id.ts";

type ToolCall = NonNullable<CompletionChoice["message"]["tool_calls"]>[number];

interface WireCall {
  readonly id?: unknown;
  readonly function?: unknown;
  readonly custom?: unknown;
}

/** The tool calls of a whole answer; undefined if there are none. Ids, types and argument strings are made where they lack. */
export function readCalls(calls: unknown, seed: string): ToolCall[] | undefined {
  const real: readonly WireCall[] = listOf(calls).filter(isRecord);
  if (real.length === 0) return undefined;
  return real.map((call, index) => {
    const id = idOf(call.id) || mintedId(seed, index);
    if (isRecord(call.custom)) return { ...call, id, type: "custom" } as ToolCall;
    return {
      ...call,
      id,
      type: "function",
      function: { ...record(call.function), arguments: argumentText(record(call.function).arguments) || "{}" },
    } as ToolCall;
  });
}

/** A call's id; "" where it has none. Older Mistral models say that in words. */
export function idOf(id: unknown): string {
  return typeof id === "string" && id !== "null" ? id : "";
}

/** The calls of a message or delta: Hugging Face's older servers send one that is in no list. */
export function listOf(calls: unknown): readonly unknown[] {
  if (Array.isArray(calls)) return calls;
  // Lua gateways write an empty list as {}.
  return isRecord(calls) && (isRecord(calls.function) || isRecord(calls.custom)) ? [calls] : [];
}

/** The object that a text says in JSON; undefined where it says none. */
export function objectIn(text: string | undefined): object | undefined {
  return text?.trimStart().startsWith("{") ? (jsonIn(text) as object | undefined) : undefined;
}

/** True for the text of a JSON object. */
export function isJson(text: string | undefined): boolean {
  return objectIn(text) !== undefined;
}

/** Arguments as text: older Ollama and some proxies send them as an object. */
export function argumentText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
