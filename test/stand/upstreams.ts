import type { FaultName } from "llmux/testing";

/** The simulated providers by name, and the model each is asked for. */
export const MODELS = {
  openai: "openai/gpt-5.5",
  anthropic: "anthropic/claude-sonnet-5",
  gemini: "gemini/gemini-3.8-flash",
} as const;

export type ProviderName = keyof typeof MODELS;
export const PROVIDERS = Object.keys(MODELS) as ProviderName[];
export const FORMS = ["JSON", "stream"] as const;
export type Form = (typeof FORMS)[number];

/** Faults whose defaults are slower or larger than a test wants. */
export const TUNED: Partial<Record<FaultName, Readonly<Record<string, number>>>> = {
  slow_headers: { delayMs: 100 },
  slow_drip: { bytes: 128 },
  status_429_retry_after: { retryAfterMs: 3_000 },
  status_429_retry_after_date: { retryAfterMs: 3_000 },
  status_429_retry_after_ms: { retryAfterMs: 3_000 },
  status_503_retry_after: { retryAfterMs: 3_000 },
};

/** For what never ends, so that nothing hangs for longer than a test may take. */
export const SHORT = { connectMs: 5_000, firstTokenMs: 2_000, idleMs: 800, totalMs: 4_000 };
/** For everything that ends by itself, on a machine however busy. */
export const LONG = { connectMs: 20_000, firstTokenMs: 20_000, idleMs: 20_000, totalMs: 30_000 };
