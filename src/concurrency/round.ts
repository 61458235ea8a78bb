/** Attempts that are looked at together. */
export const ROUND_SIZE = 20;
/** Times of the first attempts with little beside them, of which the unhurried one is made. */
const FIRST = 20;
/** Times that the unhurried one stands for, at most: models, prompts and networks change. */
const MEMORY = 80;
/** Standard errors that chance may account for: before a round is looked at again, and then. */
const ERRORS = { doubt: 2, proof: 3 };
/** The largest standard error that is believed, as a part of the average. */
const LARGEST = 0.1;
/** An average this much longer than the unhurried one is a queue at the other end; more where times scatter. */
const TOLERANCE = 0.1;
/** A round this many times as long as an unhurried one needs no second one to confirm it. */
const CLEARLY = 1.3;
/** A round is a low one with at most so large a part under way of what was under way lately; and that is forgotten slowly. */
const LOW = { part: 0.85, forgotten: 0.98 };

/** What a round of attempts came to. */
export interface Round {
  readonly averageMs: number;
  /** How many were under way when each of them began, on average. */
  readonly inFlight: number;
  /** The average, as a multiple of the unhurried time. */
  readonly ratio: number;
  /** Longer than unhurried, and chance does not explain it. */
  readonly slow: boolean;
  /** Shorter than what was taken to be unhurried. */
  readonly quick: boolean;
  /** Perhaps slow: another one is needed. */
  readonly doubtful: boolean;
  /** Clearly fewer were under way than in other rounds that were not slow. */
  readonly low: boolean;
}

interface Sums {
  times: number;
  squares: number;
  inFlight: number;
  count: number;
}

/** The times of attempts in rounds, each compared with what an attempt takes when nobody is in its way. */
export class Rounds {
  #unhurriedMs = 0;
  /** Times behind it. */
  #calm = 0;
  #peak = 0;
  #sums: Sums = { times: 0, squares: 0, inFlight: 0, count: 0 };
  #last: Sums | undefined;

  /** Gives the round that this time completes. `calm`: few others were under way. */
  add(ms: number, inFlight: number, calm: boolean): Round | undefined {
    const sums = this.#sums;
    sums.times += ms;
    sums.squares += ms * ms;
    sums.inFlight += inFlight;
    sums.count += 1;
    if (calm && this.#calm < FIRST) {
      this.#calm += 1;
      this.#unhurriedMs += (ms - this.#unhurriedMs) / this.#calm;
    }
    return sums.count % ROUND_SIZE === 0 ? this.#end(sums) : undefined;
  }

  /** Has the last round looked at again, together with the next. */
  again(): void {
    if (this.#last !== undefined) this.#sums = this.#last;
  }

  /** Nobody was in this round's way. */
  absorb({ averageMs }: Round): void {
    this.#calm = Math.min(MEMORY, this.#calm + ROUND_SIZE);
    this.follow(averageMs, ROUND_SIZE / this.#calm);
  }

  /** Moves the unhurried time by `part` of the way to `averageMs`. */
  follow(averageMs: number, part: number): void {
    this.#unhurriedMs += part * (averageMs - this.#unhurriedMs);
  }

  #end(sums: Sums): Round {
    const { times, squares, count } = sums;
    this.#last = sums;
    this.#sums = { times: 0, squares: 0, inFlight: 0, count: 0 };
    const averageMs = times / count;
    const inFlight = sums.inFlight / count;
    if (this.#unhurriedMs === 0) this.#unhurriedMs = averageMs;
    const ratio = averageMs / Math.max(this.#unhurriedMs, Number.MIN_VALUE);
    const spread = Math.sqrt(Math.max(0, squares / count - averageMs * averageMs));
    const scatter = spread / Math.max(averageMs, Number.MIN_VALUE);
    const chance = Math.min(LARGEST, scatter * Math.sqrt(1 / count + 1 / Math.max(ROUND_SIZE, this.#calm)));
    const by = (errors: number) => Math.max(TOLERANCE, errors * chance);
    const slow = ratio > 1 + by(ERRORS.proof);
    if (!slow) this.#peak = Math.max(inFlight, this.#peak * LOW.forgotten);
    return {
      averageMs,
      inFlight,
      ratio,
      slow,
      quick: ratio < 1 - by(ERRORS.proof),
      doubtful: count === ROUND_SIZE && ratio > 1 + by(ERRORS.doubt) && ratio < CLEARLY,
      low: inFlight <= this.#peak * LOW.part,
    };
  }
}
