import type { CompletionUsage } from "openai/resources/completions";

/** Tokens of one answer. `cacheReadTokens` and `cacheWriteTokens` are part of `inputTokens`, `reasoningTokens` of `outputTokens`. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
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
type WireUsage = Partial<CompletionUsage> & { prompt_tokens_details?: { cache_write_tokens?: number | null } | null };

/** Reads OpenAI's `usage`; undefined where there is none or it counts nothing. */
export function usageFrom(usage: WireUsage | null | undefined): Usage | undefined {
  if (!usage || !(usage.prompt_tokens || usage.completion_tokens)) return undefined;
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    cacheReadTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: usage.prompt_tokens_details?.cache_write_tokens ?? 0,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}
