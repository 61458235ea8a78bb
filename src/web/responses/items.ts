import { LRUCache } from "lru-cache";
import type { Fields } from "./refuse.ts";

/** An item that was given out earlier, by its id. */
export type FindItem = (id: string) => Fields | undefined;

/** Items that clients refer to instead of sending them back, as they may by default at OpenAI. */
export interface ItemMemory {
  find(id: string, tenant: string | undefined): Fields | undefined;
  keep(items: readonly Fields[], tenant: string | undefined): void;
}

const MAX_ENTRIES = 10_000;
/** Two bytes a character. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Remembers the latest items of this process, each for its tenant; takes no room until there is something to remember. */
export function itemMemory(): ItemMemory {
  let entries: LRUCache<string, string> | undefined;
  const keyOf = (id: string, tenant = "") => JSON.stringify([tenant, id]);
  return {
    find(id, tenant) {
      const json = entries?.get(keyOf(id, tenant));
      return json === undefined ? undefined : JSON.parse(json);
    },
    keep(items, tenant) {
      entries ??= new LRUCache({
        max: MAX_ENTRIES,
        maxSize: MAX_BYTES,
        sizeCalculation: (json) => 200 + 2 * json.length,
      });
      for (const item of items) entries.set(keyOf(String(item.id), tenant), JSON.stringify(item));
    },
  };
}
