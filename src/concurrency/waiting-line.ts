import { type Link, LinkedList } from "../lib/linked-list.ts";

/** Somebody who waits for a slot. */
export interface Waiter {
  /** 0 goes first. */
  readonly rank: number;
  readonly tenant: string | undefined;
  /** Milliseconds at which the wait began. */
  readonly since: number;
}

/** Waiting this long lifts a waiter by one rank, so that nobody starves, in milliseconds. */
const LIFT_MS = 10_000;

type Tenants<W> = Map<string | undefined, LinkedList<W>>;

interface Place<W> {
  readonly tenants: Tenants<W>;
  readonly list: LinkedList<W>;
  readonly link: Link<W>;
}

/**
 * A line in which the lower rank goes first, tenants of one rank take turns, and a tenant's own come in order. Entering,
 * leaving and being next take the same time however long the line is; it grows with the ranks in use.
 */
export class WaitingLine<W extends Waiter> {
  readonly #ranks = new Map<number, Tenants<W>>();
  readonly #places = new Map<W, Place<W>>();

  get size(): number {
    return this.#places.size;
  }

  push(waiter: W): void {
    const { rank, tenant } = waiter;
    const tenants = this.#ranks.get(rank) ?? new Map<string | undefined, LinkedList<W>>();
    const list = tenants.get(tenant) ?? new LinkedList<W>();
    this.#ranks.set(rank, tenants);
    tenants.set(tenant, list);
    this.#places.set(waiter, { tenants, list, link: list.push(waiter) });
  }

  /** Takes a waiter out, wherever it stands; false if it was not there. */
  remove(waiter: W): boolean {
    const place = this.#places.get(waiter);
    if (place === undefined) return false;
    const { tenants, list, link } = place;
    this.#places.delete(waiter);
    list.remove(link);
    if (list.size === 0) tenants.delete(waiter.tenant);
    if (tenants.size === 0) this.#ranks.delete(waiter.rank);
    return true;
  }

  /** Takes out the one whose turn it is among the ranks that `may` be served. */
  take(may: (rank: number) => boolean): W | undefined {
    let next: W | undefined;
    for (const [rank, tenants] of this.#ranks) {
      if (!may(rank)) continue;
      const [list] = tenants.values();
      const waiter = list!.first!.value;
      if (next === undefined || dueOf(waiter) < dueOf(next)) next = waiter;
    }
    if (next === undefined) return undefined;
    const { tenants, list } = this.#places.get(next)!;
    this.remove(next);
    if (list.size > 0) {
      // The tenant has had its turn: the others of its rank come first.
      tenants.delete(next.tenant);
      tenants.set(next.tenant, list);
    }
    return next;
  }

  /**
   * Who would have to go for `newcomer` in a line that is full: the latest of the last rank, if that is below the
   * newcomer's; in its own rank the latest of the tenant with most in line, if that has more than one above the newcomer's.
   */
  outranked({ rank, tenant }: Waiter): W | undefined {
    const lowest = Math.max(...this.#ranks.keys());
    if (lowest < rank) return undefined;
    const tenants = this.#ranks.get(lowest)!;
    let longest: LinkedList<W> | undefined;
    for (const list of tenants.values()) if (list.size > (longest?.size ?? 0)) longest = list;
    const own = lowest > rank ? -1 : (tenants.get(tenant)?.size ?? 0);
    return longest!.size > own + 1 ? longest!.last!.value : undefined;
  }
}

function dueOf({ since, rank }: Waiter): number {
  return since + rank * LIFT_MS;
}
