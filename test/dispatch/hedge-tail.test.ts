import { describe, expect, it } from "vitest";
import { learnedMs } from "../../src/dispatch/hedge.ts";
import { createHedgeBudget } from "../../src/dispatch/hedge-budget.ts";
import { hedgeDelayMs, ratioOf } from "../../src/dispatch/hedge-rule.ts";
import { createLatencies } from "../../src/dispatch/latencies.ts";
import { seededRandom } from "../../src/lib/seeded-random.ts";

const CALLS = 20_000;
const RULE = { afterPercentile: 95 };
const SPREAD = Math.log(2000 / 90) / 2.326;

type Draw = (random: () => number) => number;

const logNormal: Draw = (random) =>
  90 * Math.exp(SPREAD * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
const stalling: Draw = (random) => (random() < 0.02 ? 2000 : 60 + 60 * random());

function p99(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1]!;
}

/**
 * 50 calls/s, each hedged as the rule and the budget let it: nothing but the policy, so that many seeds can be tried. With
 * `knownMs` the delay is not estimated but given.
 */
function play(draw: Draw, seed: number, knownMs?: number) {
  const random = seededRandom(seed);
  const latencies = createLatencies();
  const budget = createHedgeBudget();
  const ends: { at: number; ms: number }[] = [];
  const [alone, hedged]: number[][] = [[], []];
  let hedges = 0;
  for (let i = 0; i < CALLS; i += 1) {
    const now = i * 20;
    while (ends.length > 0 && ends[0]!.at <= now) latencies.add("a/m", ends.shift()!.ms);
    const first = draw(random);
    budget.earn(ratioOf(RULE) ?? 0);
    const delay = knownMs ?? hedgeDelayMs(RULE, (percentile) => latencies.within("a/m", percentile)) ?? Infinity;
    let second = Infinity;
    if (first > delay && budget.take()) {
      hedges += 1;
      second = delay + draw(random);
    }
    const ms = Math.min(first, second);
    alone!.push(first);
    hedged!.push(ms);
    ends.push({ at: now + ms, ms: learnedMs(ms, second < first) });
    for (let at = ends.length - 1; at > 0 && ends[at - 1]!.at > ends[at]!.at; at -= 1)
      [ends[at - 1], ends[at]] = [ends[at]!, ends[at - 1]!];
  }
  return { ratio: p99(hedged!) / p99(alone!), extra: hedges / CALLS };
}

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

describe("hedging at p95 over 20,000 calls, for 20 seeds", () => {
  it("takes p99 to less than half where two answers in a hundred stall, for 5 % more requests at most", () => {
    for (const { ratio, extra } of SEEDS.map((seed) => play(stalling, seed))) {
      expect(ratio).toBeLessThanOrEqual(0.5);
      expect(extra).toBeLessThanOrEqual(0.05);
    }
  });

  /**
   * Of all policies with one hedge in twenty calls the exact p95 does most for the p99 of a log-normal tail: 0.5005 of it is
   * left. A hedge earlier for some calls must leave out others, one later comes too late for more. A budget that no seed may
   * overdraw refuses two hedges in a hundred, those of a bad minute, even if p95 is known: that is the other half hundredth.
   */
  it("comes within half a hundredth of who knows p95, where times are log-normal", () => {
    const mean = (ratios: readonly number[]) => ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    const played = SEEDS.map((seed) => play(logNormal, seed));
    const ratios = played.map(({ ratio }) => ratio);
    const known = mean(SEEDS.map((seed) => play(logNormal, seed, 90 * Math.exp(1.645 * SPREAD)).ratio));
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
    const shown = [mean(ratios), least, most, known].map((ratio) => ratio.toFixed(3));
    console.info(`log-normal: p99 to ${shown[0]} of it, ${shown[1]} to ${shown[2]}; p95 known: ${shown[3]}`);
    expect(mean(ratios)).toBeLessThanOrEqual(known + 0.005);
    expect(mean(ratios)).toBeLessThanOrEqual(0.51);
    expect(most).toBeLessThanOrEqual(0.55);
    for (const { extra } of played) expect(extra).toBeLessThanOrEqual(0.05);
  });
});
