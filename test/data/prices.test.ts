import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { calcPrice, type MatchLogic, type Provider, waitForUpdate } from "@pydantic/genai-prices";
import { beforeAll, describe, expect, it } from "vitest";
import { CATALOGUE } from "../../src/data/prices.ts";
import { createPriceBook } from "../../src/pricing/price-book.ts";

const FILE = new URL("../../src/data/prices.ts", import.meta.url);
const AS_OF = Date.parse(CATALOGUE.asOf);

let providers: readonly Provider[] = [];
beforeAll(async () => {
  providers = (await waitForUpdate()) ?? [];
});

/** Names a match clause gives away: itself, and for an open end, one dated name. */
function examples(match: MatchLogic): string[] {
  if ("or" in match) return match.or.flatMap(examples);
  if ("equals" in match) return [match.equals];
  if ("starts_with" in match)
    return [match.starts_with, `${match.starts_with}-20250929`, `${match.starts_with}-latest`];
  if ("contains" in match) return [match.contains, `x-${match.contains}-y`];
  if ("ends_with" in match) return [match.ends_with];
  return [];
}

/** Rates that hold for tokens which a text answer's usage does not show. */
const UNTELLABLE = /^(output_(?!mtok)|audio_hours|input_audio_hours|requests|input_text_messages)/;

const USAGES = [
  { input_tokens: 1000, output_tokens: 500 },
  { input_tokens: 1000, output_tokens: 500, cache_read_tokens: 300, cache_write_tokens: 200 },
  { input_tokens: 300_000, output_tokens: 500, cache_read_tokens: 300 },
];

function mismatches(provider: Provider, now: number): string[] {
  const book = createPriceBook(CATALOGUE, {}, () => now);
  const names = provider.models.flatMap((model) => [model.id, ...examples(model.match)]);
  const wrong: string[] = [];
  for (const name of new Set(names)) {
    const row = book.find(provider.id, name);
    if (!row) continue;
    for (const usage of USAGES) {
      const options = { providerId: provider.id, timestamp: new Date(now) };
      const theirs = calcPrice(usage, name, options)?.total_price;
      const ours = book.cost(
        {
          inputTokens: usage.input_tokens,
          outputTokens: usage.output_tokens,
          cacheReadTokens: usage.cache_read_tokens ?? 0,
          cacheWriteTokens: usage.cache_write_tokens ?? 0,
          reasoningTokens: 0,
        },
        row,
      ).usd;
      if (theirs === undefined || Math.abs(theirs - ours!) > 1e-9) wrong.push(`${name}: ${ours} is not ${theirs}`);
    }
  }
  return wrong;
}

describe("the generated prices", () => {
  it.each([0, 2.5, 7, 12, 24 * 60])("agree with their source, %s hours after they were written", (hours) => {
    const now = AS_OF + hours * 3_600_000;
    expect(providers.flatMap((provider) => mismatches(provider, now).map((text) => `${provider.id}/${text}`))).toEqual(
      [],
    );
  });

  it("know every model that their source prices by text tokens alone", () => {
    const book = createPriceBook(CATALOGUE, {}, () => AS_OF);
    const kept = providers.filter(({ id }) => (CATALOGUE.aliases[id] ?? id) in CATALOGUE.rows && id !== "openrouter");
    expect(kept.length).toBeGreaterThan(25);
    const missing = kept.flatMap((provider) =>
      provider.models
        .flatMap((model) => [model.id, ...examples(model.match)])
        .filter((name) => {
          const price = calcPrice({}, name, { providerId: provider.id, timestamp: new Date(AS_OF) })?.model_price;
          return price?.input_mtok !== undefined && !Object.keys(price).some((key) => UNTELLABLE.test(key));
        })
        .filter((name) => !book.find(provider.id, name))
        .map((name) => `${provider.id}/${name}`),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ["openai", "gpt-4o-2024-08-06", 2.5],
    ["openai", "gpt-5.5", 5],
    ["openai", "gpt-5.5-20260423", 5],
    ["anthropic", "claude-sonnet-4-5-20250929", 3],
    ["anthropic", "claude-opus-5-5", 4],
    ["gemini", "gemini-3.8-flash", 0.75],
    ["google", "gemini-3.8-flash", 0.75],
    ["azure", "gpt-5.5", 5],
    ["openrouter", "meta-llama/llama-4-maverick:free", 0],
  ])("price %s/%s at %d USD per million input tokens", (provider, model, input) => {
    expect(createPriceBook(CATALOGUE, {}, () => AS_OF).find(provider, model)?.input).toBe(input);
  });

  it.each([
    ["anthropic", "claude-sonnet-5-5"],
    ["anthropic", "claude-sonnet-5-5-20261001"],
    ["openai", "gpt-6.1-sol"],
    ["openai", "no-such-model"],
    ["nobody", "gpt-5.5"],
    ["constructor", "toString"],
    ["perplexity", "sonar"],
  ])("do not invent a price for %s/%s", (provider, model) => {
    expect(createPriceBook(CATALOGUE, {}, () => AS_OF).find(provider, model)).toBeUndefined();
  });

  it("stay small", () => {
    expect(gzipSync(readFileSync(FILE), { level: 9 }).length).toBeLessThan(15_000);
  });
});
