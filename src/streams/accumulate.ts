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
  const choices: AnswerChoice[] = [];
  const extras: Record<string, unknown> = {};
  let head: Chunk | undefined;
  let usage: Completion["usage"];

  const choiceAt = (index: number): AnswerChoice => {
    for (const choice of choices) if (choice.index === index) return choice;
    const choice = new AnswerChoice(index);
    choices.push(choice);
    choices.sort((a, b) => a.index - b.index);
    return choice;
  };

  const forget = () => {
    choices.length = 0;
    for (const key of Object.keys(extras)) delete extras[key];
    head = undefined;
    usage = undefined;
  };

  return {
    add(chunk) {
      if ((chunk as { x_llmux?: { interrupted?: string } }).x_llmux?.interrupted) forget();
      head ??= chunk;
      if (chunk.usage) usage = chunk.usage;
      for (const key in chunk) {
        const value = (chunk as unknown as Record<string, unknown>)[key];
        if (!OWN.has(key) && value !== undefined && value !== null) extras[key] = value;
      }
      for (const choice of chunk.choices) choiceAt(choice.index).add(choice);
    },
    completion() {
      return {
        id: head?.id ?? "",
        object: "chat.completion",
        created: head?.created ?? 0,
        model: head?.model ?? "",
        ...copied(extras),
        choices: choices.map((choice) => choice.completed()),
        ...(usage && { usage: copied(usage) }),
      };
    },
    partial() {
      return choices[0]?.partial() ?? { content: "", reasoning: "", toolCalls: [] };
    },
  };
}
