import type { Completion } from "../../contract/chat.ts";
import { tokenCount } from "../../contract/usage.ts";
import type { UsageMetadata } from "./wire.ts";

type WireUsage = NonNullable<Completion["usage"]>;

const TIERS: Readonly<Record<string, "default" | "priority" | "flex">> = {
  standard: "default",
  priority: "priority",
  flex: "flex",
};

/**
 * OpenAI's usage of Gemini's token counts; undefined where there are none.
 * Gemini counts thoughts apart from the candidates and tool-use prompts apart from the prompt (usageMetadata, v1beta).
 */
export function decodeUsage(usage: UsageMetadata | undefined): WireUsage | undefined {
  if (!hasCounts(usage)) return undefined;
  const reasoning = tokenCount(usage.thoughtsTokenCount);
  const prompt = tokenCount(usage.promptTokenCount) + tokenCount(usage.toolUsePromptTokenCount);
  const completion = tokenCount(usage.candidatesTokenCount) + reasoning;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: tokenCount(usage.cachedContentTokenCount) },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

/** Vertex sends early chunks whose usage holds only `trafficType`. */
export function hasCounts(usage: UsageMetadata | undefined): usage is UsageMetadata {
  return usage?.promptTokenCount !== undefined || usage?.candidatesTokenCount !== undefined;
}

/** OpenAI's name of the tier that served the answer, where there is one. */
export function decodeTier(usage: UsageMetadata | undefined): { service_tier?: "default" | "priority" | "flex" } {
  const tier = TIERS[usage?.serviceTier?.toLowerCase() ?? ""];
  return tier ? { service_tier: tier } : {};
}
