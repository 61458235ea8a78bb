import type { Usage } from "./usage.ts";

/** Rates in USD per million tokens. A missing cache rate means the input rate. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

/** A price that holds from a number of input tokens on (long-context tiers), for the whole request. */
export interface PriceTier extends Price {
  readonly aboveInputTokens: number;
}

/** A model's price as of a day: the base rates and its long-context tiers, lowest first. */
export interface PriceRow extends Price {
  readonly tiers?: readonly PriceTier[];
}

/** What something came to, in USD. `usd` is `null` when a price is unknown, never 0. */
export interface Cost {
  readonly usd: number | null;
  readonly breakdown: {
    readonly input: number;
    readonly output: number;
    readonly cacheRead: number;
    readonly cacheWrite: number;
  } | null;
  /** True where the provider gave no usage, and tokens were counted from what is known. */
  readonly estimated?: true;
}

/** Looks prices up and computes costs. */
export interface PriceBook {
  /** The price of `provider/model` now, or undefined. */
  find(provider: string, model: string): PriceRow | undefined;
  /** Tokens that fit the model, or undefined if unknown. */
  contextTokens(provider: string, model: string): number | undefined;
  cost(usage: Usage, price: PriceRow | undefined): Cost;
}
