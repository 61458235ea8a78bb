/** The three headers in which a provider tells how much of one limit is left. */
export interface RateLimitHeaders {
  readonly of: "requests" | "tokens";
  readonly remaining: string;
  readonly reset: string;
  readonly limit: string;
}

/** `x-ratelimit-remaining-requests`, as OpenAI, Groq, Azure, Together, xAI and others write it; Cerebras names the window, too. */
const common = (of: RateLimitHeaders["of"], window = ""): RateLimitHeaders => ({
  of,
  remaining: `x-ratelimit-remaining-${of}${window}`,
  reset: `x-ratelimit-reset-${of}${window}`,
  limit: `x-ratelimit-limit-${of}${window}`,
});

/** https://docs.anthropic.com/en/api/rate-limits#response-headers */
const anthropic = (bucket: string): RateLimitHeaders => ({
  of: bucket === "requests" ? "requests" : "tokens",
  remaining: `anthropic-ratelimit-${bucket}-remaining`,
  reset: `anthropic-ratelimit-${bucket}-reset`,
  limit: `anthropic-ratelimit-${bucket}-limit`,
});

/** Names are lower-case. Vendors' documentation, 2026-11. */
export const rateLimitHeaders: readonly RateLimitHeaders[] = [
  common("requests"),
  common("tokens"),
  anthropic("requests"),
  anthropic("tokens"),
  anthropic("input-tokens"),
  anthropic("output-tokens"),
  common("requests", "-day"),
  common("tokens", "-minute"),
  // OpenRouter, and many a gateway.
  { of: "requests", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset", limit: "x-ratelimit-limit" },
];
