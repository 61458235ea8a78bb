/**
 * Prices and context windows as compact text, one row a model, in the order in which they are tried:
 *
 *     names;context window;price[;price…]
 *
 * Names are separated by spaces: `name`, `prefix*`, `*suffix`, `*part*`, `/expression/`, or several joined by `&` that must
 * all hold; they are compared in lower case. A price is `input output cacheRead cacheWrite` in USD per million tokens,
 * missing ones `-` or left off at the end, then its long-context tiers, each `>tokens` and the rates above so many input
 * tokens. `@2027-01-01 …` holds from that day on, `@00:30-16:30 …` at that time of day (UTC); the last price that applies
 * wins. A row without a price is a model whose cost tokens alone do not tell.
 */
export interface Catalogue {
  /** Day of the price lists, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly source: string;
  /** Other names of providers. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Providers that sell other providers' models at their list price. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  readonly rows: Readonly<Record<string, string>>;
}
