import { isSame } from "../lib/same.ts";

interface Entry {
  readonly like: unknown;
  readonly thing: unknown;
}

/**
 * What configurations open: the next one takes over what it would open alike, and what it opens otherwise takes the old
 * one's place. That one is let go of when nobody can be using it any more.
 */
export class Shelf {
  readonly #entries = new Map<string, Entry>();
  readonly #retire: (close: () => unknown) => void;

  /** `retire` runs what it is given once every call under way has ended. */
  constructor(retire: (close: () => unknown) => void) {
    this.#retire = retire;
  }

  /** @param like All that `open` makes of the options; what stands under this name is used if it was made of the same. */
  take<T>(name: string, like: unknown, open: (before: T | undefined) => T): T {
    const known = this.#entries.get(name);
    if (known !== undefined && isSame(known.like, like)) return known.thing as T;
    const thing = open(known?.thing as T | undefined);
    this.#entries.set(name, { like, thing });
    if (known !== undefined) this.#retire(() => close(known.thing));
    return thing;
  }

  /** What stands under a name. */
  peek<T>(name: string): T | undefined {
    return this.#entries.get(name)?.thing as T | undefined;
  }

  /** Lets go at once of what stands under a name. */
  drop(name: string): void {
    const known = this.#entries.get(name);
    this.#entries.delete(name);
    close(known?.thing);
  }

  /** Lets go of everything, the latest first: what was opened later may use what was opened before. */
  async close(): Promise<void> {
    const things = [...this.#entries.values()].map(({ thing }) => thing).reverse();
    this.#entries.clear();
    await Promise.allSettled(things.map(async (thing) => close(thing)));
  }
}

function close(thing: unknown): unknown {
  return (thing as { close?: () => unknown } | undefined)?.close?.();
}
