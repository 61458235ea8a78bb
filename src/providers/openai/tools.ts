import type { CompletionChoice } from "../../contract/chat.ts";
import { fingerprint } from "../../lib/fingerprint.ts";
import { isRecord, recordOf } from "./record.ts";

type ToolCall = NonNullable<CompletionChoice["message"]["tool_calls"]>[number];

interface WireCall {
  readonly id?: unknown;
  readonly function?: unknown;
  readonly custom?: unknown;
}

/** The tool calls of a whole answer; undefined if there are none. Ids, types and argument strings are made where they lack. */
export function readCalls(calls: unknown, seed: string): ToolCall[] | undefined {
  const real: readonly WireCall[] = Array.isArray(calls) ? calls.filter(isRecord) : [];
  if (real.length === 0) return undefined;
  return real.map((call, index) => {
    const id = typeof call.id === "string" && call.id !== "" ? call.id : mintId(seed, index);
    if (isRecord(call.custom)) return { ...call, id, type: "custom" } as ToolCall;
    return {
      ...call,
      id,
      type: "function",
      function: { ...recordOf(call.function), arguments: argumentText(recordOf(call.function).arguments) || "{}" },
    } as ToolCall;
  });
}

/** An id in OpenAI's form for a call that has none: the same for the same place in the same answer. */
export function mintId(seed: string, index: number): string {
  return `call_${fingerprint(`${seed}:${index}`, 24)}`;
}

/** Arguments as text: older Ollama and some proxies send them as an object. */
export function argumentText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
