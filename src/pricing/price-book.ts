import type { PriceBook, PriceRow } from "../contract/price.ts";
import type { Catalogue } from "../data/catalogue.ts";
import { type CatalogueRow, openCatalogue } from "./catalogue.ts";
import { costOf } from "./cost.ts";

/** Looked-up models kept; callers may name any. */
const KEPT = 1000;

/**
 * A price book over a catalogue; `overrides`, keyed `provider/model`, win over it.
 * `now` is the time in Unix milliseconds, for prices that change by day or by hour.
 */
export function createPriceBook(
  catalogue: Catalogue,
  overrides: Readonly<Record<string, PriceRow>> = {},
  now: () => number = Date.now,
): PriceBook {
  const find = openCatalogue(catalogue);
  const found = new Map<string, CatalogueRow | undefined>();
  const rowOf = (provider: string, model: string) => {
    const id = `${provider}/${model}`;
    if (!found.has(id)) {
      if (found.size >= KEPT) found.clear();
      found.set(id, find(provider, model));
    }
    return found.get(id);
  };
  return {
    find(provider, model) {
      const id = `${provider}/${model}`;
      return Object.hasOwn(overrides, id) ? overrides[id] : rowOf(provider, model)?.priceAt(now());
    },
    contextTokens: (provider, model) => rowOf(provider, model)?.contextTokens,
    cost: costOf,
  };
}
