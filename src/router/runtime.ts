import { type CacheEntry, type CacheStore, exactStore } from "../cache/exact.ts";
import type { PriceBook } from "../contract/price.ts";
import { familyFacts } from "../data/model-facts.ts";
import { CATALOGUE } from "../data/prices.ts";
import type { Classify } from "../dispatch/attempt.ts";
import type { KeptAnswer } from "../idempotency/layer.ts";
import type { Settings } from "../options/read.ts";
import { tokensIn } from "../pricing/estimate.ts";
import { estimateAsked } from "../pricing/estimate-asked.ts";
import { createPriceBook } from "../pricing/price-book.ts";
import { type CallMemory, callMemory } from "../providers/call-memory.ts";
import { classify } from "../providers/classify.ts";
import { errorRows } from "../providers/openai/errors.ts";
import { createTransport, type Transport } from "../transport/transport.ts";
import type { Shelf } from "./shelf.ts";

/** What only calls need: loaded with the first of them, so that importing the library stays cheap. */
export interface Runtime {
  readonly transport: Transport;
  readonly prices: PriceBook;
  readonly familyFacts: typeof familyFacts;
  readonly estimate: typeof estimateAsked;
  readonly tokensIn: typeof tokensIn;
  /** For providers that do not classify for themselves: they speak in OpenAI's shapes. */
  readonly classify: Classify;
  readonly store: CacheStore | undefined;
  /** Finished answers of calls with an `idempotencyKey`. */
  readonly answers: CacheStore<KeptAnswer>;
  /** What providers want back beside a tool call, for clients that drop it. */
  readonly memory: CallMemory;
}

/** Of all answers that are kept for their keys. */
const ANSWERS_BYTES = 64 * 1024 * 1024;

/** @param shelf Holds what the configuration before this one opened. */
export function openRuntime(settings: Settings, shelf: Shelf): Runtime {
  const { fetch, transport: mode, prices, cache, idempotency, clock } = settings;
  const now = () => clock.now();
  const way = { ...(fetch && { fetch }), ...(mode && { mode }) };
  return {
    transport: shelf.take("transport", way, () => createTransport(way)),
    prices: createPriceBook(CATALOGUE, prices, now),
    familyFacts,
    estimate: estimateAsked,
    tokensIn,
    classify: (error, wire, keys) => classify(error, wire, { rows: errorRows, now: now(), keys }),
    store: cache && openStore<CacheEntry>("cache", cache, shelf, now),
    get answers() {
      const limits = { maxEntries: idempotency?.max ?? 1, maxBytes: ANSWERS_BYTES };
      return openStore<KeptAnswer>("answers", limits, shelf, now);
    },
    memory: shelf.take("memory", undefined, callMemory),
  };
}

/** With other limits it takes over what it has room for. */
function openStore<Entry extends { readonly body: string }>(
  name: string,
  { maxEntries, maxBytes }: { readonly maxEntries: number; readonly maxBytes: number },
  shelf: Shelf,
  now: () => number,
) {
  const limits = { maxEntries, maxBytes };
  return shelf.take<CacheStore<Entry>>(name, limits, (before) => exactStore({ ...limits, now }, before));
}
