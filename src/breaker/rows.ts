import { Usual } from "./usual.ts";

/** How long a success takes as long as there was none, in milliseconds. */
const GUESS_MS = 1000;

/** An attempt's place among the others. */
export interface Place {
  readonly row: Row;
  /** Within the row; before its first failure nobody needs one. */
  readonly number: number | undefined;
}

/** Failures in a row: without a success among the attempts that were begun since the first of them. */
export class Rows {
  #row = new Row(0);
  readonly #usual = new Usual();

  /** How long a success takes. */
  get usualMs(): number {
    return this.#usual.ms || GUESS_MS;
  }

  begin(): Place {
    return { row: this.#row, number: this.#row.begin() };
  }

  end({ row, number }: Place): void {
    row.end(number);
  }

  /** `ms`: how long it took. */
  succeed({ row }: Place, ms: number): void {
    this.#usual.learn(ms);
    if (row === this.#row && row.failures > 0) this.clear();
  }

  fail({ row, number }: Place, now: number): void {
    if (this.#row.failures === 0) this.#row = new Row(now);
    this.#row.fail(row === this.#row ? number : undefined);
  }

  /** Whether there are `many` in a row that nothing but an outage explains. */
  isOutage(now: number, many: number): boolean {
    return this.#row.isOutage(now, many, this.#usual.longestMs || GUESS_MS);
  }

  clear(): void {
    this.#row = new Row(0);
  }
}

class Row {
  failures = 0;
  /** When the first of them was told. */
  readonly #began: number;
  #begun = 0;
  /** Numbers of the attempts begun within it that have not ended, oldest first. */
  readonly #open = new Set<number>();
  /** The latest begun of those that have failed. */
  #latest = -1;

  constructor(began: number) {
    this.#began = began;
  }

  begin(): number | undefined {
    if (this.failures === 0) return undefined;
    this.#open.add(this.#begun);
    return this.#begun++;
  }

  end(number: number | undefined): void {
    if (number !== undefined) this.#open.delete(number);
  }

  fail(number: number | undefined): void {
    this.failures += 1;
    if (number !== undefined) this.#latest = Math.max(this.#latest, number);
  }

  /**
   * In an outage failures come in the order of their requests; where they are but the quicker answers, successes begun before
   * them are on their way, and are waited for as long as one takes at most. With every further `many` failures one
   * straggler counts no longer.
   */
  isOutage(now: number, many: number, longestMs: number): boolean {
    const stragglers = this.failures / many - 1;
    if (stragglers < 0) return false;
    return now - this.#began >= longestMs || this.#overtaken(stragglers) <= stragglers;
  }

  /** How many are still open though a later one has failed; counts no further than one more than `most`. */
  #overtaken(most: number): number {
    let count = 0;
    for (const number of this.#open) {
      if (number > this.#latest || count > most) break;
      count += 1;
    }
    return count;
  }
}
