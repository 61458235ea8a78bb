import type { Completion } from "../../contract/chat.ts";
import { tokenCount } from "../../contract/usage.ts";

/** What the API says of tokens; in a stream it comes in pieces, and fields may be missing or null. */
export interface NativeUsage {
  readonly input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly cache_creation?: CacheCreation | null;
  readonly cache_read_input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly output_tokens_details?: { readonly thinking_tokens?: number | null } | null;
  readonly service_tier?: string | null;
  /** Passes over the model, where there was more than one. */
  readonly iterations?: readonly Iteration[] | null;
}

/** By how long the cache keeps them; the two make `cache_creation_input_tokens`. */
interface CacheCreation {
  readonly ephemeral_1h_input_tokens?: number | null;
}

interface Iteration {
  readonly type?: string;
  readonly input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly cache_creation?: CacheCreation | null;
  readonly cache_read_input_tokens?: number | null;
  readonly output_tokens?: number | null;
}

/** A later report over an earlier one: each field's last value that is not null counts. */
export function laterUsage(earlier: NativeUsage | undefined, later: NativeUsage | null | undefined): NativeUsage {
  const told = Object.entries(later ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return { ...earlier, ...Object.fromEntries(told) };
}

/**
 * Tokens in OpenAI's shape; undefined where the answer tells none. Anthropic's `input_tokens` excludes both cache numbers, and
 * all its totals exclude what compaction took, which is billed as well.
 */
export function decodeUsage(usage: NativeUsage | null | undefined): Completion["usage"] {
  if (typeof usage?.input_tokens !== "number" && typeof usage?.output_tokens !== "number") return undefined;
  const passes = [usage, ...compactions(usage)];
  const written = sumOf(passes, "cache_creation_input_tokens");
  const hour = passes.reduce((sum, pass) => sum + tokenCount(pass.cache_creation?.ephemeral_1h_input_tokens), 0);
  const read = sumOf(passes, "cache_read_input_tokens");
  const prompt = sumOf(passes, "input_tokens") + written + read;
  const completion = sumOf(passes, "output_tokens");
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: read,
      cache_write_tokens: written,
      ...(hour > 0 && { cache_write_1h_tokens: hour }),
    },
    completion_tokens_details: { reasoning_tokens: tokenCount(usage.output_tokens_details?.thinking_tokens) },
  };
}

function compactions({ iterations }: NativeUsage): readonly Iteration[] {
  return Array.isArray(iterations) ? iterations.filter(({ type }) => type === "compaction") : [];
}

function sumOf(passes: readonly Iteration[], field: Exclude<keyof Iteration, "type" | "cache_creation">): number {
  return passes.reduce((sum, pass) => sum + tokenCount(pass[field]), 0);
}
