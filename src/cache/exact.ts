import { LRUCache } from "lru-cache";
import type { Warning } from "../contract/report.ts";
import type { Target } from "../contract/target.ts";
import type { Usage } from "../contract/usage.ts";

/** An answer as it is kept. */
export interface CacheEntry {
  /** Target that gave it: a hit must be allowed to use that target. */
  readonly target: Target;
  /** The model version that answered, in the provider's words. */
  readonly model: string;
  readonly region?: string;
  readonly usage: Usage;
  readonly warnings: readonly Warning[];
  /** Unix milliseconds. */
  readonly storedAt: number;
  /** The completion as JSON: each hit reads its own fresh objects out of it. */
  readonly body: string;
}

/** Where answers are kept. */
export interface CacheStore<Entry = CacheEntry> {
  get(key: string): Entry | undefined;
  set(key: string, entry: Entry, ttlMs: number): void;
  clear(): void;
  /** What is kept, with the milliseconds each has left, the least recently used one first. */
  entries(): Iterable<readonly [key: string, entry: Entry, ttlMs: number]>;
}

interface ExactStoreOptions {
  readonly maxEntries: number;
  /** Roughly: two bytes a character of the body, and what an entry takes beside it. */
  readonly maxBytes: number;
  /** Unix milliseconds. */
  now(): number;
}

/** Key, target reference and bookkeeping of an entry, in bytes. */
const ENTRY_BYTES = 500;

/**
 * Keeps answers in memory, the least recently used ones going first. An answer larger than `maxBytes` is not kept. No timers.
 * @param from A store whose answers it begins with.
 */
export function exactStore<Entry extends { readonly body: string } = CacheEntry>(
  { maxEntries, maxBytes, now }: ExactStoreOptions,
  from?: CacheStore<Entry>,
): CacheStore<Entry> {
  const entries = new LRUCache<string, Entry>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: (entry) => ENTRY_BYTES + 2 * entry.body.length,
    ttlAutopurge: false,
    // Otherwise lru-cache keeps the time it last read until a real timer fires.
    ttlResolution: 0,
    // A start time of 0 means "no limit" to lru-cache.
    perf: { now: () => now() + 1 },
  });
  for (const [key, entry, ttl] of from?.entries() ?? []) entries.set(key, entry, { ttl });
  return {
    get: (key) => entries.get(key),
    set(key, entry, ttlMs) {
      if (ttlMs > 0) entries.set(key, entry, { ttl: ttlMs });
    },
    clear: () => entries.clear(),
    *entries() {
      for (const key of [...entries.rkeys()]) {
        const entry = entries.peek(key!);
        if (entry !== undefined) yield [key!, entry, entries.getRemainingTTL(key!)] as const;
      }
    },
  };
}
