import type { ModelFacts } from "../contract/model-facts.ts";
import { ANTHROPIC_MODELS } from "./anthropic-models.ts";

interface Row {
  /** Held against the id in lower case, without a vendor in front. */
  readonly ids: RegExp;
  readonly facts: ModelFacts;
}

const TEXT = ["text"] as const;

/**
 * Limits and habits by family, as of 2026-11, the first match counts; an id that is new in its family is taken for the
 * newest. Context windows are in the catalogue of prices. Sources: the vendors' model pages.
 */
const FAMILIES: readonly Row[] = [
  { ids: /^gpt-5(\.\d)?-chat/, facts: { maxOutputTokens: 16_384, reasoning: true } },
  { ids: /^gpt-([5-9]|\d\d)/, facts: { maxOutputTokens: 128_000, reasoning: true } },
  { ids: /^o\d/, facts: { maxOutputTokens: 100_000, reasoning: true } },
  { ids: /^gpt-4\.1/, facts: { maxOutputTokens: 32_768 } },
  { ids: /^(chatgpt|gpt)-4o/, facts: { maxOutputTokens: 16_384 } },
  { ids: /^gpt-4-(turbo|\d{4}-preview)/, facts: { maxOutputTokens: 4_096 } },
  { ids: /^gpt-4(-\d{4})?$/, facts: { maxOutputTokens: 8_192, input: TEXT } },
  { ids: /^gpt-3\.5/, facts: { maxOutputTokens: 4_096, input: TEXT } },
  { ids: /^gemini-(1\.|2\.0)/, facts: { maxOutputTokens: 8_192 } },
  { ids: /^gemini-(2\.5-pro|[3-9])/, facts: { maxOutputTokens: 65_536, reasoning: true } },
  { ids: /^gemini-/, facts: { maxOutputTokens: 65_536 } },
  { ids: /^claude-(opus-5|fable|mythos|sonnet-5|haiku-5)/, facts: { reasoning: true } },
  {
    ids: /deepseek-(reasoner|r1)|^magistral|^qwq|^kimi-k2-thinking|^sonar-(reasoning|deep-research)/,
    facts: { reasoning: true },
  },
];

/** What is known of a model by its id alone: its family's facts, and for Claude what its own table says. */
export function familyFacts(model: string): ModelFacts {
  const id = model.toLowerCase().replace(/^(openai|anthropic|google|models)\//, "");
  const facts = FAMILIES.find(({ ids }) => ids.test(id))?.facts ?? {};
  if (!id.startsWith("claude-")) return facts;
  const { maxOutputTokens, prefill } = ANTHROPIC_MODELS.find(({ models }) => models.test(id))!;
  return { ...facts, maxOutputTokens, prefill };
}
