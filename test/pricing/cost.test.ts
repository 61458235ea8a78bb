import { describe, expect, it } from "vitest";
import type { PriceRow } from "../../src/contract/price.ts";
import type { Usage } from "../../src/contract/usage.ts";
import { costOf } from "../../src/pricing/cost.ts";

function used(inputTokens: number, outputTokens: number, more: Partial<Usage> = {}): Usage {
  return { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0, ...more };
}

/** List prices in USD per million tokens, written down by hand. */
const GPT_4O: PriceRow = { input: 2.5, output: 10, cacheRead: 1.25 };
const OPUS_5_5: PriceRow = { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 };
const SONNET_4_5: PriceRow = {
  input: 3,
  output: 15,
  cacheRead: 0.3,
  cacheWrite: 3.75,
  tiers: [{ aboveInputTokens: 200_000, input: 6, output: 22.5, cacheRead: 0.6, cacheWrite: 7.5 }],
};
const PLAIN: PriceRow = { input: 1, output: 2 };
const STEPS: PriceRow = {
  input: 1,
  output: 1,
  tiers: [
    { aboveInputTokens: 100, input: 2, output: 2 },
    { aboveInputTokens: 1000, input: 3, output: 3 },
  ],
};

const SHEET: [string, Usage, PriceRow, number][] = [
  // 1,000 × 2.5 + 500 × 10 = 2,500 + 5,000 = 7,500 millionths
  ["input and output", used(1000, 500), GPT_4O, 0.0075],
  // (1,000 − 600) × 2.5 + 600 × 1.25 + 500 × 10 = 1,000 + 750 + 5,000 = 6,750
  ["a cache read", used(1000, 500, { cacheReadTokens: 600 }), GPT_4O, 0.00675],
  // (100 − 85 − 5) × 4 + 85 × 0.2 + 5 × 5 + 20 × 20 = 40 + 17 + 25 + 400 = 482
  ["cache read and write", used(100, 20, { cacheReadTokens: 85, cacheWriteTokens: 5 }), OPUS_5_5, 0.000482],
  // (1,000 − 300) × 4 + 100 × 5 + 200 × 8 = 2,800 + 500 + 1,600 = 4,900: a write for an hour costs twice the input
  ["cache writes for an hour", used(1000, 0, { cacheWriteTokens: 300, cacheWrite1hTokens: 200 }), OPUS_5_5, 0.0049],
  // 1,000 × 1: a price without a cache rate is the input's
  [
    "cache writes for an hour, at a price without one",
    used(1000, 0, { cacheWriteTokens: 300, cacheWrite1hTokens: 200 }),
    PLAIN,
    0.001,
  ],
  // 50 × 4 + 1,030 × 20 = 200 + 20,600; the 1,000 reasoning tokens are among the 1,030
  ["reasoning within output", used(50, 1030, { reasoningTokens: 1000 }), OPUS_5_5, 0.0208],
  // 200,000 × 3 + 1,000 × 15 = 600,000 + 15,000
  ["the last token of the base tier", used(200_000, 1000), SONNET_4_5, 0.615],
  // 200,001 × 6 + 1,000 × 22.5 = 1,200,006 + 22,500: the whole request at the higher rate
  ["the first token of the next tier", used(200_001, 1000), SONNET_4_5, 1.222506],
  // tier by all 250,000: 10,000 × 6 + 220,000 × 0.6 + 20,000 × 7.5 + 400 × 22.5 = 60,000 + 132,000 + 150,000 + 9,000
  [
    "a tier reached by cached tokens",
    used(250_000, 400, { cacheReadTokens: 220_000, cacheWriteTokens: 20_000 }),
    SONNET_4_5,
    0.351,
  ],
  // no cache rates: (1,000 − 400 − 100) × 1 + 400 × 1 + 100 × 1 + 10 × 2 = 1,020
  ["missing cache rates", used(1000, 10, { cacheReadTokens: 400, cacheWriteTokens: 100 }), PLAIN, 0.00102],
  // more cached than input: max(0, 10 − 30) × 2.5 + 30 × 1.25 = 37.5
  ["more cached than there was input", used(10, 0, { cacheReadTokens: 30 }), GPT_4O, 0.0000375],
  // 500 × 2 + 10 × 2 = 1,020
  ["the middle of three tiers", used(500, 10), STEPS, 0.00102],
  // 1,001 × 3 + 10 × 3 = 3,033
  ["the highest of three tiers", used(1001, 10), STEPS, 0.003033],
  // nothing × anything
  ["no tokens", used(0, 0), GPT_4O, 0],
  // 5,000 × 0 + 5,000 × 0: free is a price, unlike unknown
  ["a free model", used(5000, 5000), { input: 0, output: 0 }, 0],
];

describe("costOf", () => {
  it.each(SHEET)("prices %s", (_name, usage, price, usd) => {
    const cost = costOf(usage, price);
    expect(cost.usd).toBeCloseTo(usd, 9);
    const { input, output, cacheRead, cacheWrite } = cost.breakdown!;
    expect(input + output + cacheRead + cacheWrite).toBe(cost.usd);
  });

  it("breaks the cost down into disjoint parts", () => {
    const { breakdown } = costOf(used(100, 20, { cacheReadTokens: 85, cacheWriteTokens: 5 }), OPUS_5_5);
    expect(breakdown!.input).toBeCloseTo(0.00004, 12);
    expect(breakdown!.output).toBeCloseTo(0.0004, 12);
    expect(breakdown!.cacheRead).toBeCloseTo(0.000017, 12);
    expect(breakdown!.cacheWrite).toBeCloseTo(0.000025, 12);
  });

  it("says null, never 0, where no price is known", () => {
    expect(costOf(used(1000, 500), undefined)).toEqual({ usd: null, breakdown: null });
  });
});
