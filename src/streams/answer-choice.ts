import type { ChunkChoice, CompletionChoice } from "../contract/chat.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import { AnswerCalls } from "./answer-calls.ts";
import { copied } from "./copied.ts";

type Fields = Record<string, unknown>;
type Logprobs = NonNullable<ChunkChoice["logprobs"]>;
interface Audio {
  id?: string;
  data?: string;
  transcript?: string;
  expires_at?: number;
}

const CHOICE = new Set(["index", "delta", "finish_reason", "logprobs"]);

/** One choice of an answer while its deltas arrive. */
export class AnswerChoice {
  readonly index: number;
  #calls: AnswerCalls | undefined;
  #extras: Fields | undefined;
  #choiceExtras: Fields | undefined;
  #content: string | undefined;
  #refusal: string | undefined;
  #reasoning: string | undefined;
  #audio: Audio | undefined;
  #logprobs: Logprobs | undefined;
  #functionCall: { name: string; arguments: string } | undefined;
  #finish: ChunkChoice["finish_reason"] = null;

  constructor(index: number) {
    this.index = index;
  }

  add(choice: ChunkChoice): void {
    if (choice.finish_reason) this.#finish = choice.finish_reason;
    if (choice.logprobs) this.#logprobs = joined(this.#logprobs, choice.logprobs);
    for (const key in choice)
      if (!CHOICE.has(key)) this.#choiceExtras = merged(this.#choiceExtras, key, (choice as unknown as Fields)[key]);
    const delta = (choice.delta ?? {}) as Fields;
    for (const key in delta) {
      const value = delta[key];
      if (value !== null && value !== undefined) this.#take(key, value, choice.delta);
    }
  }

  #take(key: string, value: unknown, delta: ChunkChoice["delta"]): void {
    if (key === "content") this.#content = (this.#content ?? "") + (value as string);
    else if (key === "reasoning_content") this.#reasoning = (this.#reasoning ?? "") + (value as string);
    else if (key === "refusal") this.#refusal = (this.#refusal ?? "") + (value as string);
    else if (key === "tool_calls") this.#call(delta.tool_calls);
    else if (key === "function_call") {
      this.#functionCall ??= { name: "", arguments: "" };
      this.#functionCall.name ||= delta.function_call?.name ?? "";
      this.#functionCall.arguments += delta.function_call?.arguments ?? "";
    } else if (key === "audio") this.#hear(value as Audio);
    else if (key !== "role") this.#extras = merged(this.#extras, key, value);
  }

  #call(deltas: ChunkChoice["delta"]["tool_calls"]): void {
    this.#calls ??= new AnswerCalls();
    for (const delta of deltas ?? []) this.#calls.add(delta);
  }

  #hear({ data, transcript, ...rest }: Audio): void {
    this.#audio = { ...this.#audio, ...rest };
    if (data !== undefined) this.#audio.data = (this.#audio.data ?? "") + data;
    if (transcript !== undefined) this.#audio.transcript = (this.#audio.transcript ?? "") + transcript;
  }

  completed(): CompletionChoice {
    const calls = this.#calls?.completed() ?? [];
    const silent = this.#content === "" && Boolean(calls.length || this.#functionCall || this.#refusal || this.#audio);
    const message: Fields = {
      role: "assistant",
      content: silent ? null : (this.#content ?? null),
      refusal: this.#refusal ?? null,
      ...(this.#reasoning !== undefined && { reasoning_content: this.#reasoning }),
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(this.#functionCall && { function_call: { ...this.#functionCall } }),
      ...(this.#audio && { audio: { ...this.#audio } }),
      ...copied(this.#extras),
    };
    return {
      index: this.index,
      message: message as unknown as CompletionChoice["message"],
      logprobs: this.#logprobs ? copied(this.#logprobs) : null,
      finish_reason: this.#finish as CompletionChoice["finish_reason"],
      ...copied(this.#choiceExtras),
    };
  }

  partial(): PartialAnswer {
    return {
      content: this.#content ?? "",
      reasoning: this.#reasoning ?? "",
      toolCalls: this.#calls?.partial(this.#finish !== null) ?? [],
    };
  }
}

/** Lists grow, anything else is replaced by what comes later. */
function merged(fields: Fields | undefined, key: string, value: unknown): Fields | undefined {
  if (value === null || value === undefined) return fields;
  const into = fields ?? {};
  const before = into[key];
  into[key] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
  return into;
}

function joined(before: Logprobs | undefined, after: Logprobs): Logprobs {
  const both = <T>(a: T[] | null | undefined, b: T[] | null | undefined): T[] | null =>
    a && b ? [...a, ...b] : (b ?? a ?? null);
  return { content: both(before?.content, after.content), refusal: both(before?.refusal, after.refusal) };
}
