import type { Cost, Price, PriceRow } from "../contract/price.ts";
import type { Usage } from "../contract/usage.ts";

const MILLION = 1_000_000;

/**
 * What the tokens cost at a price; `usd` and `breakdown` are `null` where there is none. Parts are disjoint: `input` is
 * what was neither read from nor written to a cache, and reasoning is output. A long-context tier prices the whole request.
 */
export function costOf(usage: Usage, row: PriceRow | undefined): Cost {
  if (!row) return { usd: null, breakdown: null };
  const rate = rateFor(row, usage.inputTokens);
  const cached = usage.cacheReadTokens + usage.cacheWriteTokens;
  const breakdown = {
    input: (Math.max(0, usage.inputTokens - cached) * rate.input) / MILLION,
    output: (usage.outputTokens * rate.output) / MILLION,
    cacheRead: (usage.cacheReadTokens * (rate.cacheRead ?? rate.input)) / MILLION,
    cacheWrite: (usage.cacheWriteTokens * (rate.cacheWrite ?? rate.input)) / MILLION,
  };
  return { usd: breakdown.input + breakdown.output + breakdown.cacheRead + breakdown.cacheWrite, breakdown };
}

function rateFor(row: PriceRow, inputTokens: number): Price {
  return row.tiers?.findLast((tier) => inputTokens > tier.aboveInputTokens) ?? row;
}
