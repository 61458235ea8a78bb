import type { ChunkChoice, CompletionChoice } from "../contract/chat.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import { jsonIn } from "../lib/json-in.ts";
import { copied } from "./copied.ts";

type CallDelta = NonNullable<ChunkChoice["delta"]["tool_calls"]>[number];
type ToolCall = NonNullable<CompletionChoice["message"]["tool_calls"]>[number];

interface Call {
  readonly index: number;
  id: string;
  custom: boolean;
  name: string;
  text: string;
  extras: Record<string, unknown>;
}

const OWN = new Set(["index", "id", "type", "function", "custom"]);

/** The tool calls of one choice while their deltas arrive. */
export class AnswerCalls {
  readonly #calls: Call[] = [];

  add(delta: CallDelta): void {
    const call = this.#at(delta.index ?? Math.max(0, this.#calls.length - 1));
    // Absent from OpenAI's chunk types, present on its wire: custom tools stream `custom: { name, input }`.
    const { custom } = delta as { custom?: { name?: string; input?: string } };
    if (custom || (delta.type as string) === "custom") call.custom = true;
    call.id ||= delta.id ?? "";
    call.name ||= delta.function?.name ?? custom?.name ?? "";
    call.text += delta.function?.arguments ?? custom?.input ?? "";
    for (const key in delta) if (!OWN.has(key)) call.extras[key] = (delta as unknown as Record<string, unknown>)[key];
  }

  #at(index: number): Call {
    for (const call of this.#calls) if (call.index === index) return call;
    const call: Call = { index, id: "", custom: false, name: "", text: "", extras: {} };
    this.#calls.push(call);
    this.#calls.sort((a, b) => a.index - b.index);
    return call;
  }

  completed(): ToolCall[] {
    return this.#calls.map(({ id, custom, name, text, extras }) =>
      custom
        ? { id, type: "custom", custom: { name, input: text }, ...copied(extras) }
        : { id, type: "function", function: { name, arguments: text }, ...copied(extras) },
    );
  }

  /** A call is complete if its arguments are a closed JSON object, or need not be one and the choice has finished. */
  partial(finished: boolean): PartialAnswer["toolCalls"] {
    return this.#calls.map(({ id, custom, name, text }) => ({
      id,
      name,
      arguments: text,
      complete: isObject(text) ? !custom || finished : finished && (custom || text === ""),
    }));
  }
}

function isObject(text: string): boolean {
  const value = jsonIn(text);
  return typeof value === "object" && value !== null;
}
