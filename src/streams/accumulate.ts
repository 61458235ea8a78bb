import type { Chunk, Completion } from "../contract/chat.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import { AnswerChoice } from "./answer-choice.ts";
import { copied } from "./copied.ts";

/** Rebuilds an answer from its chunks. */
export interface Accumulator {
  add(chunk: Chunk): void;
  /** The answer so far. A choice without its finish has `finish_reason: null`, against its type: it is not whole. */
  completion(): Completion;
  /** The first choice as the content of an error. */
  partial(): PartialAnswer;
}

/** Top-level fields of a chunk that say nothing about the answer as a whole, or are read by themselves. */
const OWN = new Set(["id", "object", "created", "model", "choices", "usage", "obfuscation", "x_llmux"]);

/** Makes an empty accumulator. What announces a restart makes it empty again. Text grows by concatenation, usage is replaced by later reports and never added up. */
export function accumulator(): Accumulator {
  return new Answer();
}

/** A class, and its rare parts made late: every open stream has one. */
class Answer implements Accumulator {
  #choices: AnswerChoice[] = NO_CHOICES;
  #extras: Record<string, unknown> | undefined;
  #head: Chunk | undefined;
  #usage: Completion["usage"];

  add(chunk: Chunk): void {
    if ((chunk as { x_llmux?: { interrupted?: string } }).x_llmux?.interrupted) this.#forget();
    this.#head ??= chunk;
    if (chunk.usage) this.#usage = chunk.usage;
    for (const key in chunk) {
      if (OWN.has(key)) continue;
      const value = (chunk as unknown as Record<string, unknown>)[key];
      if (value === undefined || value === null) continue;
      this.#extras ??= {};
      this.#extras[key] = value;
    }
    for (const choice of chunk.choices) this.#choiceAt(choice.index).add(choice);
  }

  completion(): Completion {
    return {
      id: this.#head?.id ?? "",
      object: "chat.completion",
      created: this.#head?.created ?? 0,
      model: this.#head?.model ?? "",
      ...copied(this.#extras),
      choices: this.#choices.map((choice) => choice.completed()),
      ...(this.#usage && { usage: copied(this.#usage) }),
    };
  }

  partial(): PartialAnswer {
    return this.#choices[0]?.partial() ?? { content: "", reasoning: "", toolCalls: [] };
  }

  #choiceAt(index: number): AnswerChoice {
    for (const choice of this.#choices) if (choice.index === index) return choice;
    const choice = new AnswerChoice(index);
    this.#choices = this.#choices.concat(choice).sort((a, b) => a.index - b.index);
    return choice;
  }

  #forget(): void {
    this.#choices = NO_CHOICES;
    this.#extras = undefined;
    this.#head = undefined;
    this.#usage = undefined;
  }
}

const NO_CHOICES: AnswerChoice[] = [];
