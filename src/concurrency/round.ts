/** Attempts that are looked at together. */
const SIZE = 20;
/** Times of the first attempts with little beside them, of which the unhurried one is made. */
const FIRST = 20;
/** Standard errors of the average that chance may account for. */
const ERRORS = 3;
/** An average this much longer than the unhurried one is a queue at the other end; more where times scatter. */
const TOLERANCE = 0.1;

/** What a round of attempts came to. */
export interface Round {
  readonly averageMs: number;
  /** How many were under way when each of them began, on average. */
  readonly inFlight: number;
  /** The average, as a multiple of the unhurried time. */
  readonly ratio: number;
  /** Chance does not explain it. */
  readonly slow: boolean;
}

/** The times of attempts in rounds, each compared with what an attempt takes when nobody is in its way. */
export class Rounds {
  #unhurriedMs = 0;
  #calm = 0;
  #sum = 0;
  #squares = 0;
  #inFlight = 0;
  #count = 0;

  /** Gives the round that this time completes. `calm`: few others were under way. */
  add(ms: number, inFlight: number, calm: boolean): Round | undefined {
    this.#sum += ms;
    this.#squares += ms * ms;
    this.#inFlight += inFlight;
    this.#count += 1;
    if (calm && this.#calm < FIRST) {
      this.#calm += 1;
      this.#unhurriedMs += (ms - this.#unhurriedMs) / this.#calm;
    }
    return this.#count < SIZE ? undefined : this.#end();
  }

  /** What was unhurried all the same tells more than the first few alone. */
  absorb(averageMs: number): void {
    if (this.#calm >= FIRST) return;
    this.#calm += SIZE;
    this.#unhurriedMs += ((averageMs - this.#unhurriedMs) * SIZE) / this.#calm;
  }

  /** Moves the unhurried time by `part` of the way to `averageMs`. */
  follow(averageMs: number, part: number): void {
    this.#unhurriedMs += part * (averageMs - this.#unhurriedMs);
  }

  /** Forgets the round under way. */
  clear(): void {
    this.#sum = 0;
    this.#squares = 0;
    this.#inFlight = 0;
    this.#count = 0;
  }

  #end(): Round {
    const averageMs = this.#sum / SIZE;
    const spread = Math.sqrt(Math.max(0, this.#squares / SIZE - averageMs * averageMs));
    const inFlight = this.#inFlight / SIZE;
    this.clear();
    if (this.#unhurriedMs === 0) this.#unhurriedMs = averageMs;
    const ratio = averageMs / Math.max(this.#unhurriedMs, Number.MIN_VALUE);
    const error = spread / Math.max(averageMs, Number.MIN_VALUE) / Math.sqrt(SIZE);
    return { averageMs, inFlight, ratio, slow: ratio > 1 + Math.max(TOLERANCE, ERRORS * Math.min(error, 0.1)) };
  }
}
