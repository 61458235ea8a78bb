import type { CallContext } from "../contract/context.ts";
import { embeddingRules } from "../data/embeddings.ts";
import type { Settings } from "../options/read.ts";
import { targetsOf } from "../options/route-targets.ts";

/** What one request to any of the call's targets may hold: the least that one of them takes. */
export function embeddingLimits(settings: Settings, { route }: CallContext): { maxInputs: number; maxTokens: number } {
  let limits = { maxInputs: Infinity, maxTokens: Infinity };
  for (const { provider } of targetsOf(route)) {
    const { vendor, kind } = settings.providers.get(provider) ?? {};
    const { maxInputs, maxTokens = Infinity } = embeddingRules(vendor ?? kind);
    limits = { maxInputs: Math.min(limits.maxInputs, maxInputs), maxTokens: Math.min(limits.maxTokens, maxTokens) };
  }
  return limits;
}
