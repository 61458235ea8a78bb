import type { PriceRow } from "../contract/price.ts";
import type { Catalogue } from "../data/catalogue.ts";
import { matcher } from "./match.ts";
import { type DatedPrice, readPrice } from "./read-price.ts";

/** One model's facts. */
export interface CatalogueRow {
  readonly contextTokens: number | undefined;
  /** The price at a time in Unix milliseconds; undefined where tokens alone do not tell the cost. */
  priceAt(now: number): PriceRow | undefined;
}

/** Finds a model's row by its name at a provider; dated names resolve to their model. */
export type FindRow = (provider: string, model: string) => CatalogueRow | undefined;

type Entry = readonly [matches: (model: string) => boolean, row: CatalogueRow];

const opened = new WeakMap<Catalogue, FindRow>();

/** Opens a catalogue, once for all routers: a provider's rows are read when it is first asked for. */
export function openCatalogue(data: Catalogue): FindRow {
  const find = opened.get(data) ?? finder(data);
  opened.set(data, find);
  return find;
}

function finder(data: Catalogue): FindRow {
  const read = new Map<string, readonly Entry[]>();
  const entriesOf = (provider: string): readonly Entry[] => {
    const known = read.get(provider);
    if (known) return known;
    const entries = Object.hasOwn(data.rows, provider) ? data.rows[provider]!.split("\n").map(readRow) : [];
    if (entries.length > 0) read.set(provider, entries);
    return entries;
  };
  const search = (provider: string, model: string): CatalogueRow | undefined => {
    const own = entriesOf(provider).find(([matches]) => matches(model))?.[1];
    if (own) return own;
    for (const other of Object.hasOwn(data.fallbacks, provider) ? data.fallbacks[provider]! : []) {
      const found = search(other, model);
      if (found) return found;
    }
    return undefined;
  };
  return (provider, model) => {
    const name = Object.hasOwn(data.aliases, provider) ? data.aliases[provider]! : provider;
    const id = model.toLowerCase().trim();
    return search(name, id) ?? search(name, id.replace(COMPACT_DATE, "-$1-$2-$3"));
  };
}

/** Gateways write `-20260423` where OpenAI writes `-2026-04-23`. */
const COMPACT_DATE = /-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[-:]|$)/g;

function readRow(line: string): Entry {
  const [names, context, ...texts] = line.split(";");
  let prices: readonly DatedPrice[] | undefined;
  const row: CatalogueRow = {
    contextTokens: context ? Number(context) : undefined,
    priceAt(now) {
      prices ??= texts.map(readPrice);
      return prices.findLast((price) => price.holdsAt(now))?.price;
    },
  };
  return [matcher(names!), row];
}
