import type { ModelFacts } from "../contract/model-facts.ts";
import { type AnthropicModelFacts, CLAUDE, FAMILIES, GEMINI, type GeminiModel } from "./models.ts";

/** What this Claude model takes; an unknown one is taken for the newest. */
export function claudeModel(model: string): AnthropicModelFacts {
  return CLAUDE.find(({ models }) => models.test(model))!;
}

/** The facts of a Gemini model id, without `models/` in front. An unknown id counts as the newest family. */
export function geminiModel(model: string): GeminiModel {
  return GEMINI.find(({ models }) => models.test(model))!;
}

/** What is known of a model by its id alone: its family's facts, and for Claude what its own table says. */
export function familyFacts(model: string): ModelFacts {
  const id = model.toLowerCase().replace(/^(openai|anthropic|google|models)\//, "");
  const facts = FAMILIES.find(({ ids }) => ids.test(id))?.facts ?? {};
  if (!id.startsWith("claude-")) return facts;
  const { maxOutputTokens, prefill, thinksByDefault } = claudeModel(id);
  return { ...facts, maxOutputTokens, prefill, ...(thinksByDefault && { reasoning: true }) };
}
