import type { ChatCompletion, ChatRequest, Router } from "llmux";
import type { Simulation } from "llmux/testing";
import type { Ledger } from "./ledger.ts";
import type { Stage } from "./stage.ts";

/** What the sections of the demo work with. */
export interface World {
  readonly stage: Stage;
  readonly router: Router;
  /** `provider/model`, one per provider. */
  readonly targets: readonly string[];
  readonly ledger: Ledger;
  /** Absent when the providers are real. */
  readonly sim?: Simulation;
}

export const QUESTION: ChatRequest["messages"] = [
  { role: "user", content: "Why is the sky blue? One short sentence." },
];

/** The words of an answer. */
export function textOf(answer: ChatCompletion): string {
  return answer.choices[0]?.message.content ?? "";
}
