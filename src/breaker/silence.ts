import { type Link, LinkedList } from "../lib/linked-list.ts";
import { Usual } from "./usual.ts";

/** An attempt that has not shown a sign of life yet. */
interface Waiting {
  readonly begun: number;
  readonly stream: boolean;
  /** From when on its wait is unusual. */
  readonly lateAt: number;
}

/** Attempts that must all be late: as many as failures in a row open a circuit by default. */
const LATE = 5;
/** Signs of life without which nobody knows what is usual. */
const ENOUGH = 20;
/** Retransmission timeouts that may pass: streams and whole answers of a model differ more than packets do. */
const PATIENCE = 2;
/** No wait shorter than this is unusual, in milliseconds: a busy process is late itself. */
const LEAST_MS = 150;

/**
 * Notices a target that takes requests and answers none, before the first of them has timed out: the oldest five attempts
 * without a sign of life, which is the first content or a good end, have all waited unusually long, and no other attempt
 * begun since has shown one. What is usual is estimated as TCP does for its retransmissions, apart for streams and whole
 * answers.
 */
export class Silence {
  readonly #firstContent = new Usual();
  readonly #whole = new Usual();
  /** Those begun since the latest sign of life, oldest first. */
  readonly #waiting = new LinkedList<Waiting>();
  #latest = -Infinity;

  begin(stream: boolean, now: number): Link<Waiting> {
    this.#latest = now;
    return this.#waiting.push({ begun: now, stream, lateAt: now + patienceOf(this.#usual(stream)) });
  }

  /** `first`: nothing has been heard of this attempt before. */
  sign({ value: { begun, stream } }: Link<Waiting>, now: number, first: boolean): void {
    if (first) this.#usual(stream).learn(now - begun);
    this.clear();
  }

  /** It ended without one. */
  end(waiting: Link<Waiting>): void {
    this.#waiting.remove(waiting);
  }

  /** Whatever is under way says nothing about what comes. */
  clear(): void {
    while (this.#waiting.first !== undefined) this.#waiting.remove(this.#waiting.first);
  }

  /** `trialMs`: after so long without a new attempt one is due, to see whether it is answered. */
  isOn(now: number, trialMs: number): boolean {
    if (this.#waiting.size < LATE || now - this.#latest >= trialMs) return false;
    let link = this.#waiting.first;
    for (let i = 0; i < LATE; i += 1, link = link!.after) if (link!.value.lateAt > now) return false;
    return true;
  }

  #usual(stream: boolean): Usual {
    return stream ? this.#firstContent : this.#whole;
  }
}

function patienceOf({ count, longestMs }: Usual): number {
  return count < ENOUGH ? Infinity : Math.max(LEAST_MS, longestMs * PATIENCE);
}
