import { describe, expect, it } from "vitest";
import type { Catalogue } from "../../src/data/catalogue.ts";
import { openCatalogue } from "../../src/pricing/catalogue.ts";
import { createPriceBook } from "../../src/pricing/price-book.ts";

const catalogue: Catalogue = {
  asOf: "2026-01-01",
  source: "test",
  aliases: { acme: "alpha" },
  fallbacks: { beta: ["alpha"] },
  rows: {
    alpha: [
      "exact-1 other;128000;1 2",
      "prefix-5* *-suffix *middle*;;3 4 0.3 3.75 >200000 6 8 0.6 7.5 >500000 9 9",
      "/^re-\\d+$/ both*&/^(?!.*tts)/;;5 6 - 7",
      "rising;;1 1;@2027-01-01 2 2",
      "hourly;;1 1;@00:30-16:30 2 2;@23:00-00:10 3 3",
      "dated-2026-04-23;;7 7",
      "untold;8192",
    ].join("\n"),
    beta: "own;;9 9",
  },
};

const at = (time: string) => createPriceBook(catalogue, {}, () => Date.parse(time));
const book = at("2026-06-01T12:00:00Z");
const input = (model: string, provider = "alpha") => book.find(provider, model)?.input;

describe("createPriceBook", () => {
  it.each([
    ["exact-1", 1],
    ["EXACT-1 ", 1],
    ["other", 1],
    ["exact-12", undefined],
    ["prefix-5", 3],
    ["prefix-5-20260101", 3],
    ["prefix-5-mini", 3],
    ["prefix-5-5", undefined],
    ["prefix-5.1-20260101", undefined],
    ["x-suffix", 3],
    ["a-middle-b", 3],
    ["re-12", 5],
    ["re-x", undefined],
    ["both-a", 5],
    ["both-tts", undefined],
    ["dated-20260423", 7],
    ["dated-20261399", undefined],
    ["untold", undefined],
  ])("finds %s at %s", (model, price) => {
    expect(input(model)).toBe(price);
  });

  it("reads every rate and tier, lowest first", () => {
    expect(book.find("alpha", "prefix-5")).toEqual({
      input: 3,
      output: 4,
      cacheRead: 0.3,
      cacheWrite: 3.75,
      tiers: [
        { aboveInputTokens: 200_000, input: 6, output: 8, cacheRead: 0.6, cacheWrite: 7.5 },
        { aboveInputTokens: 500_000, input: 9, output: 9 },
      ],
    });
    expect(book.find("alpha", "re-1")).toEqual({ input: 5, output: 6, cacheWrite: 7 });
  });

  it("knows aliases and what a provider resells, and no other provider", () => {
    expect(input("other", "acme")).toBe(1);
    expect(input("other", "beta")).toBe(1);
    expect(input("own", "beta")).toBe(9);
    expect(input("own", "alpha")).toBeUndefined();
    expect(input("other", "gamma")).toBeUndefined();
    expect(input("toString", "constructor")).toBeUndefined();
  });

  it("changes a price on its day", () => {
    expect(at("2026-12-31T23:59:59Z").find("alpha", "rising")?.input).toBe(1);
    expect(at("2027-01-01T00:00:00Z").find("alpha", "rising")?.input).toBe(2);
  });

  it.each([
    ["00:05", 3],
    ["00:10", 1],
    ["00:30", 2],
    ["16:29", 2],
    ["16:30", 1],
    ["23:00", 3],
  ])("follows the price of the hour at %s", (time, price) => {
    expect(at(`2026-06-01T${time}:00Z`).find("alpha", "hourly")?.input).toBe(price);
  });

  it("asks the time at each look-up", () => {
    let now = Date.parse("2026-06-01");
    const moving = createPriceBook(catalogue, {}, () => now);
    expect(moving.find("alpha", "rising")?.input).toBe(1);
    now = Date.parse("2027-06-01");
    expect(moving.find("alpha", "rising")?.input).toBe(2);
  });

  it("lets a caller's own price win, for that provider and model alone", () => {
    const own = { input: 0.1, output: 0.2 };
    const mine = createPriceBook(catalogue, { "alpha/other": own, "house/llama": own });
    expect(mine.find("alpha", "other")).toBe(own);
    expect(mine.find("house", "llama")).toBe(own);
    expect(mine.find("alpha", "exact-1")?.input).toBe(1);
    // 1,000 × 0.1 + 1,000 × 0.2 = 300 millionths
    const usage = {
      inputTokens: 1000,
      outputTokens: 1000,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
    };
    expect(mine.cost(usage, mine.find("house", "llama")).usd).toBeCloseTo(0.0003, 9);
  });
});

describe("openCatalogue", () => {
  it("tells context windows, also of models without a price", () => {
    const find = openCatalogue(catalogue);
    expect(find("alpha", "exact-1")?.contextTokens).toBe(128_000);
    expect(find("alpha", "untold")?.contextTokens).toBe(8192);
    expect(find("alpha", "rising")?.contextTokens).toBeUndefined();
    expect(find("alpha", "nothing")).toBeUndefined();
  });
});
