import type { CompletionUsage } from "openai/resources/completions";
import { tokenCount } from "../../contract/usage.ts";

interface Wire extends Omit<CompletionUsage, "prompt_tokens_details"> {
  prompt_tokens_details?: { cached_tokens?: number; cache_write_tokens?: number; cache_creation_input_tokens?: number };
  /** DeepSeek. */
  prompt_cache_hit_tokens?: number;
  /** Moonshot. */
  cached_tokens?: number;
  /** Perplexity. */
  reasoning_tokens?: number;
}

interface Carrier {
  readonly usage?: unknown;
  readonly x_groq?: { readonly usage?: unknown } | null;
  readonly choices?: unknown;
}

/**
 * The usage of an answer or chunk in OpenAI's sense, wherever the server put it; the same object where nothing is odd.
 * `apart`: as `Manner.reasoningApart`.
 */
export function usageOf(answer: Carrier, apart = false): CompletionUsage | undefined {
  const found = answer.usage ?? answer.x_groq?.usage ?? usageInChoice(answer.choices);
  return counts(found) ? withThoughts(withReasoning(withCache(found), apart)) : undefined;
}

/** Some servers send an empty object until they know better, or once they have told. */
function counts(usage: unknown): usage is Wire {
  if (typeof usage !== "object" || usage === null) return false;
  const { prompt_tokens, completion_tokens, total_tokens } = usage as Partial<Wire>;
  return typeof prompt_tokens === "number" || typeof completion_tokens === "number" || typeof total_tokens === "number";
}

/** Moonshot's older streams. */
function usageInChoice(choices: unknown): unknown {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return typeof first === "object" && first !== null ? (first as { usage?: unknown }).usage : undefined;
}

function withCache(usage: Wire): Wire {
  const details = usage.prompt_tokens_details;
  const told = tokenCount(details?.cached_tokens || usage.prompt_cache_hit_tokens || usage.cached_tokens);
  // xAI reports more cached tokens than there were in the prompt.
  const cached = Math.min(told, tokenCount(usage.prompt_tokens) || told);
  // Alibaba's name for cache writes.
  const written = details?.cache_write_tokens ?? details?.cache_creation_input_tokens;
  if (cached === (details?.cached_tokens ?? 0) && written === details?.cache_write_tokens) return usage;
  const prompt_tokens_details = {
    ...details,
    cached_tokens: cached,
    ...(written !== undefined && { cache_write_tokens: written }),
  };
  return { ...usage, prompt_tokens_details };
}

/** Reasoning that is told beside the details counts as told in them. */
function withThoughts(usage: Wire): CompletionUsage {
  const { reasoning_tokens, completion_tokens_details: details } = usage;
  if (typeof reasoning_tokens !== "number" || details?.reasoning_tokens !== undefined) return usage;
  return { ...usage, completion_tokens_details: { ...details, reasoning_tokens } };
}

/** `completion_tokens` includes reasoning at OpenAI, but not at xAI, nor at DeepInfra for some models. */
function withReasoning(usage: Wire, apart: boolean): Wire {
  const prompt = tokenCount(usage.prompt_tokens);
  const completion = tokenCount(usage.completion_tokens);
  const total = tokenCount(usage.total_tokens) || prompt + completion;
  const reasoning = tokenCount(usage.completion_tokens_details?.reasoning_tokens);
  const excluded = reasoning > 0 && (prompt + completion + reasoning === total || (apart && reasoning > completion));
  const whole = excluded ? completion + reasoning : completion;
  const sum = excluded ? prompt + whole : total;
  if (usage.prompt_tokens === prompt && usage.completion_tokens === whole && usage.total_tokens === sum) return usage;
  return { ...usage, prompt_tokens: prompt, completion_tokens: whole, total_tokens: sum };
}
