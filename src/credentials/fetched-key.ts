import type { Settling } from "../contract/context.ts";
import { SHARED_WORK } from "../lib/shared-work.ts";

/** What an `apiKey` function returns: a key, or one that may be kept until a time (Unix milliseconds). */
export type Fetched = string | { readonly key: string; readonly expiresAt: number };
export type FetchKey = () => Fetched | Promise<Fetched>;

/** The key in what was fetched; undefined if there is none. */
export function keyIn(fetched: unknown): string | undefined {
  const key = typeof fetched === "object" && fetched !== null ? (fetched as { key?: unknown }).key : fetched;
  return typeof key === "string" && key !== "" ? key : undefined;
}

/** One fetch, told apart from earlier and later ones by its number. */
export interface Lease {
  readonly number: number;
  readonly fetched: Promise<Fetched>;
}

/**
 * The keys that one `apiKey` function gives. It is called for every attempt; attempts that ask while it is at work share
 * what it gives. A key with `expiresAt` is kept until then. After a refusal it is called once for all calls that had the
 * refused key, and what it gave is let go of with the last of the calls under way. At the edge no call shares another's.
 */
export class FetchedKey {
  readonly #fetch: FetchKey;
  readonly #now: () => number;
  #fetches = 0;
  #calls = 0;
  #pending: Lease | undefined;
  #kept: Lease | undefined;
  #keptUntil = -Infinity;
  #renewed: Lease | undefined;

  constructor(fetch: FetchKey, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** A key for an attempt of `call`; after `refused` one that was fetched later. */
  lease(call: Settling, refused: Lease | undefined): Lease {
    this.#calls += 1;
    call.defer(() => {
      this.#calls -= 1;
      if (this.#calls === 0) this.#renewed = undefined;
    });
    if (refused === undefined) return this.#current() ?? this.#begin();
    if (this.#kept !== undefined && this.#kept.number <= refused.number) this.#kept = undefined;
    if (!SHARED_WORK || this.#renewed === undefined || this.#renewed.number <= refused.number) {
      this.#renewed = this.#current() ?? this.#begin();
    }
    return this.#renewed;
  }

  #current(): Lease | undefined {
    if (this.#kept !== undefined && this.#now() >= this.#keptUntil) this.#kept = undefined;
    return this.#kept ?? (SHARED_WORK ? this.#pending : undefined);
  }

  #begin(): Lease {
    this.#fetches += 1;
    const lease: Lease = { number: this.#fetches, fetched: this.#ask() };
    this.#pending = lease;
    const over = () => {
      if (this.#pending === lease) this.#pending = undefined;
    };
    lease.fetched.then(
      (fetched) => {
        over();
        if (typeof fetched !== "object" || fetched === null || !(fetched.expiresAt > this.#now())) return;
        this.#kept = lease;
        this.#keptUntil = fetched.expiresAt;
      },
      () => {
        over();
        if (this.#renewed === lease) this.#renewed = undefined;
      },
    );
    return lease;
  }

  async #ask(): Promise<Fetched> {
    return await this.#fetch();
  }
}
