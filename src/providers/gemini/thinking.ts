import type { GeminiThinking, ThinkingLevel } from "../../data/models.ts";
import type { Scope } from "./scope.ts";

interface Step {
  readonly budget: number;
  readonly level: ThinkingLevel;
  /** What of it gets lost, if anything, where thinking is steered by level. */
  readonly loss?: string;
}

/** OpenAI's efforts. The budgets are those of Google's own OpenAI-compatible endpoint. */
const STEPS: Readonly<Record<string, Step>> = {
  none: { budget: 0, level: "MINIMAL", loss: "thinking cannot be turned off" },
  minimal: { budget: 1024, level: "MINIMAL" },
  low: { budget: 1024, level: "LOW" },
  medium: { budget: 8192, level: "MEDIUM" },
  high: { budget: 24_576, level: "HIGH" },
  xhigh: { budget: 24_576, level: "HIGH", loss: "there is nothing above high" },
  max: { budget: Number.POSITIVE_INFINITY, level: "HIGH", loss: "there is nothing above high" },
};

const ORDER: readonly ThinkingLevel[] = ["MINIMAL", "LOW", "MEDIUM", "HIGH"];

/** `reasoning_effort` as Gemini's thinkingConfig: a budget or a level, never both (400), and the thoughts' summary. */
export function encodeThinking(effort: string | undefined, scope: Scope): Record<string, unknown> | undefined {
  if (effort === undefined) return undefined;
  const { thinking } = scope.facts;
  const step = STEPS[effort];
  if (!step || thinking.by === "nothing") {
    if (effort !== "none") warn(scope, effort, "left out: the model does not know it");
    return undefined;
  }
  const steered =
    thinking.by === "budget" ? budgetOf(step, effort, thinking, scope) : levelOf(step, effort, thinking, scope);
  return effort === "none" ? steered : { ...steered, includeThoughts: true };
}

function budgetOf(step: Step, effort: string, range: Extract<GeminiThinking, { by: "budget" }>, scope: Scope) {
  const thinkingBudget = Math.min(Math.max(step.budget, range.min), range.max);
  if (effort === "xhigh" || effort === "max" || thinkingBudget > step.budget) {
    warn(scope, effort, `sent as a thinking budget of ${thinkingBudget} tokens, the nearest there is`);
  }
  return { thinkingBudget };
}

function levelOf(step: Step, effort: string, { levels }: Extract<GeminiThinking, { by: "level" }>, scope: Scope) {
  const wanted = ORDER.indexOf(step.level);
  const thinkingLevel = levels.find((level) => ORDER.indexOf(level) >= wanted) ?? levels.at(-1);
  if (step.loss) warn(scope, effort, `sent as ${thinkingLevel}: ${step.loss}`);
  return { thinkingLevel };
}

function warn({ notes, model }: Scope, effort: string, what: string): void {
  notes.warn(
    "clamped_param",
    "reasoning_effort",
    `reasoning_effort ${JSON.stringify(effort)} for ${model} was ${what}`,
  );
}
