import type { CompletionUsage } from "openai/resources/completions";

/** Tokens of one answer. `cacheReadTokens` and `cacheWriteTokens` are part of `inputTokens`, `reasoningTokens` of `outputTokens`. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Of the tokens written to a cache, those that it keeps for an hour; absent where there are none. */
  readonly cacheWrite1hTokens?: number;
  readonly reasoningTokens: number;
}

/** Nothing was used, or nobody said. */
export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
};

/** OpenAI's usage of an answer, with the details 2026 added. */
type WireUsage = Partial<CompletionUsage> & {
  prompt_tokens_details?: { cache_write_tokens?: number | null; cache_write_1h_tokens?: number } | null;
};

/** A count of tokens as a server told it; 0 where that is none: missing, negative, or no number. */
export function tokenCount(value: unknown): number {
  return typeof value === "number" && value > 0 && value < Infinity ? value : 0;
}

/** Reads OpenAI's `usage`; undefined where there is none or it counts nothing. */
export function usageFrom(usage: WireUsage | null | undefined): Usage | undefined {
  const inputTokens = tokenCount(usage?.prompt_tokens);
  const outputTokens = tokenCount(usage?.completion_tokens);
  if (inputTokens === 0 && outputTokens === 0) return undefined;
  const cacheWrite1hTokens = tokenCount(usage?.prompt_tokens_details?.cache_write_1h_tokens);
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens: tokenCount(usage?.prompt_tokens_details?.cached_tokens),
    cacheWriteTokens: tokenCount(usage?.prompt_tokens_details?.cache_write_tokens),
    ...(cacheWrite1hTokens > 0 && { cacheWrite1hTokens }),
    reasoningTokens: tokenCount(usage?.completion_tokens_details?.reasoning_tokens),
  };
}
