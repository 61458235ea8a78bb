/** An average this much longer than the unhurried one is a queue at the other end; more where times scatter. */
const TOLERANCE = 0.1;
/** Standard errors of the average that chance may account for. */
const ERRORS = 3;
/** Times of the first attempts with little beside them, of which the unhurried average is made. */
const FIRST = 20;
/** Parts of the difference by which the unhurried time follows a round's: models, prompts and networks change. */
const FOLLOW = { shorter: 0.2, longer: 0.05 };

/**
 * The times of attempts in rounds, each compared with what an attempt takes when nobody is in its way. What is known of
 * that comes from the attempts that had little beside them, then from the rounds themselves.
 */
export class Rounds {
  #unhurried = 0;
  #calm = 0;
  #sum = 0;
  #squares = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** `calm`: few others were under way. */
  add(ms: number, calm: boolean): void {
    this.#sum += ms;
    this.#squares += ms * ms;
    this.#count += 1;
    if (!calm || this.#calm >= FIRST) return;
    this.#calm += 1;
    this.#unhurried += (ms - this.#unhurried) / this.#calm;
  }

  /** Ends the round: its average, and how many times the unhurried one that is; `slow` if chance does not explain it. */
  end(): { average: number; ratio: number; slow: boolean } {
    const count = this.#count;
    const average = this.#sum / count;
    const spread = Math.sqrt(Math.max(0, this.#squares / count - average * average));
    this.clear();
    if (this.#unhurried === 0) this.#unhurried = average;
    const ratio = average / Math.max(this.#unhurried, Number.MIN_VALUE);
    const slow = ratio > 1 + Math.max(TOLERANCE, (ERRORS * spread) / (average * Math.sqrt(count)));
    if (!slow) this.correct(average, ratio < 1 ? FOLLOW.shorter : FOLLOW.longer);
    return { average, ratio, slow };
  }

  /** Moves the unhurried time by `part` of the way to `average`. */
  correct(average: number, part: number): void {
    this.#unhurried += part * (average - this.#unhurried);
  }

  /** Forgets the round under way. */
  clear(): void {
    this.#sum = 0;
    this.#squares = 0;
    this.#count = 0;
  }
}
