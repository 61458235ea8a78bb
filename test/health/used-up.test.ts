import { describe, expect, it } from "vitest";
import { usedUpMs } from "../../src/health/used-up.ts";

const NOW = Date.parse("2026-11-26T12:00:00Z");

const ROWS: [string, Record<string, string>, tokens: number, ms: number | undefined][] = [
  ["nothing told", {}, 10, undefined],
  ["enough left", { "x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "1s" }, 10, undefined],
  ["no requests left", { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s" }, 10, 360_000],
  ["no reset told", { "x-ratelimit-remaining-requests": "0" }, 10, undefined],
  ["a reset that is now", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "0" }, 10, undefined],
  ["no tokens left", { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms" }, 10, 120],
  [
    "fewer tokens than such an answer takes: until they have come back",
    {
      "x-ratelimit-remaining-tokens": "400",
      "x-ratelimit-limit-tokens": "10400",
      "x-ratelimit-reset-tokens": "50s",
    },
    1400,
    5000,
  ],
  ["how many fit is not told", { "x-ratelimit-remaining-tokens": "4", "x-ratelimit-reset-tokens": "5s" }, 9, undefined],
  [
    "Anthropic's, an instant; the longest counts",
    {
      "anthropic-ratelimit-requests-remaining": "0",
      "anthropic-ratelimit-requests-reset": "2026-11-26T12:00:02Z",
      "anthropic-ratelimit-output-tokens-remaining": "0",
      "anthropic-ratelimit-output-tokens-reset": "2026-11-26T12:00:09Z",
    },
    10,
    9000,
  ],
  ["a past instant", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-26T11:00:00Z" }, 1, undefined],
  ["nonsense", { "x-ratelimit-remaining": "none", "x-ratelimit-reset": "5" }, 1, undefined],
];

describe("usedUpMs", () => {
  it.each(ROWS)("%s", (_name, headers, tokens, ms) => {
    expect(usedUpMs((name) => headers[name], tokens, NOW)).toBe(ms);
  });
});
