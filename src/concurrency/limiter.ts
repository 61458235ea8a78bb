import type { Slots } from "../contract/concurrency.ts";
import type { Limit, LoadSign } from "./limit.ts";
import { classOf, fillOf } from "./rank.ts";
import { type Waiter, WaitingLine } from "./waiting-line.ts";

/** The right to one attempt; given back once, later calls do nothing. */
export interface Slot {
  commit(): void;
  give(sign: LoadSign): void;
}

/** Somebody in line. Exactly one of the two is called, at most once, unless it leaves before. */
export interface Queued extends Waiter {
  grant(slot: Slot): void;
  /** It had to make room. */
  giveWay(): void;
}

/** How long calls of a class keep some slots free for the next of them, in milliseconds. */
const RESERVED_MS = 60_000;

interface LimiterParts {
  readonly limit: Limit;
  readonly queueMax: number;
  readonly now: () => number;
}

/** Slots, and the line of those who wait for one. A slot that comes free goes straight to whoever is next. */
export class Limiter {
  readonly #limit: Limit;
  readonly #queueMax: number;
  readonly #now: () => number;
  readonly #line = new WaitingLine<Queued>();
  /** When a call of each class was last seen. */
  readonly #seen = [-Infinity, -Infinity, -Infinity];
  #inFlight = 0;

  constructor({ limit, queueMax, now }: LimiterParts) {
    this.#limit = limit;
    this.#queueMax = queueMax;
    this.#now = now;
  }

  get slots(): Slots {
    return { inFlight: this.#inFlight, limit: this.#limit.value, queued: this.#line.size };
  }

  /** A slot, if one is free and nobody who may have it waits. */
  take(rank: number): Slot | undefined {
    this.#seen[classOf(rank)] = this.#now();
    this.#serve();
    return this.#isFree(rank) ? this.#open() : undefined;
  }

  /** Whether a call would get a slot or a place in line. Takes nothing. */
  admits(waiter: Waiter): boolean {
    return this.#isFree(waiter.rank) || this.#line.size < this.#queueMax || this.#outranked(waiter) !== undefined;
  }

  /** Joins the line; false if it is full and nobody has to make room. */
  join(waiter: Queued): boolean {
    if (this.#line.size >= this.#queueMax) {
      const outranked = this.#outranked(waiter);
      if (outranked === undefined) return false;
      this.#line.remove(outranked);
      outranked.giveWay();
    }
    this.#line.push(waiter);
    return true;
  }

  leave(waiter: Queued): void {
    this.#line.remove(waiter);
  }

  #outranked(waiter: Waiter): Queued | undefined {
    return this.#queueMax === 0 ? undefined : this.#line.outranked(waiter);
  }

  #isFree(rank: number): boolean {
    return this.#inFlight < this.#fill(rank);
  }

  /** Slots are kept free for a class above only while calls of one are about. */
  #fill(rank: number): number {
    const own = classOf(rank);
    const since = this.#now() - RESERVED_MS;
    const reserved = this.#seen.some((at, above) => above < own && at >= since);
    return reserved ? fillOf(own, this.#limit.value) : this.#limit.value;
  }

  #open(): Slot {
    this.#inFlight += 1;
    const watched = this.#limit.watch(this.#inFlight);
    let held = true;
    return {
      commit: () => watched?.commit(),
      give: (sign) => {
        if (!held) return;
        held = false;
        this.#inFlight -= 1;
        watched?.end(sign);
        this.#serve();
      },
    };
  }

  #serve(): void {
    while (this.#line.size > 0) {
      const next = this.#line.take((rank) => this.#isFree(rank));
      if (next === undefined) return;
      next.grant(this.#open());
    }
  }
}
