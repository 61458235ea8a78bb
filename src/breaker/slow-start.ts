/** Attempts at once that a target which has just come back takes at first, as TCP's initial window (RFC 6928). */
const FIRST = 10;

/**
 * How many attempts at once go to a target that has just come back. It begins with 10 and takes one more with each success,
 * so twice as many with each round of them; a failure halves it, to 1 at least. It ends by the clock.
 */
export class SlowStart {
  readonly #until: number;
  readonly #ms: number;
  #window = FIRST;
  #inFlight = 0;

  constructor(now: number, ms: number) {
    this.#until = now + ms;
    this.#ms = ms;
  }

  /** A clock that was set back does not prolong it. */
  isOver(now: number): boolean {
    return now >= this.#until || this.#until - now > this.#ms;
  }

  get isFull(): boolean {
    return this.#inFlight >= this.#window;
  }

  begin(): void {
    this.#inFlight += 1;
  }

  end(verdict: "ok" | "failed" | "neutral"): void {
    this.#inFlight -= 1;
    if (verdict === "ok") this.#window += 1;
    else if (verdict === "failed") this.#window = Math.max(1, this.#window / 2);
  }
}
