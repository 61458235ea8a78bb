import type { Cost, Price, PriceRow } from "../contract/price.ts";
import type { Usage } from "../contract/usage.ts";

const MILLION = 1_000_000;

/** A write that is kept for an hour, against one for five minutes: 2 and 1.25 times the input rate. Source: Anthropic's price list. */
const HOUR = 2 / 1.25;

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
    cacheWrite: writtenCost(usage, rate) / MILLION,
  };
  return { usd: breakdown.input + breakdown.output + breakdown.cacheRead + breakdown.cacheWrite, breakdown };
}

function writtenCost({ cacheWriteTokens, cacheWrite1hTokens = 0 }: Usage, { input, cacheWrite }: Price): number {
  if (cacheWrite === undefined) return cacheWriteTokens * input;
  const hour = Math.min(cacheWrite1hTokens, cacheWriteTokens);
  return (cacheWriteTokens - hour + hour * HOUR) * cacheWrite;
}

function rateFor(row: PriceRow, inputTokens: number): Price {
  return row.tiers?.findLast((tier) => inputTokens > tier.aboveInputTokens) ?? row;
}
