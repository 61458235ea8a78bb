/** How long something usually takes, as TCP reckons it for its retransmissions (RFC 6298, section 2): a smoothed mean and mean deviation. */
export class Usual {
  #mean = 0;
  #deviation = 0;
  /** Times it has learned from. */
  count = 0;

  get ms(): number {
    return this.#mean;
  }

  /** Hardly ever does it take longer. */
  get longestMs(): number {
    return this.#mean + 4 * this.#deviation;
  }

  learn(ms: number): void {
    this.count += 1;
    if (this.count === 1) {
      this.#mean = ms;
      this.#deviation = ms / 2;
      return;
    }
    this.#deviation += (Math.abs(ms - this.#mean) - this.#deviation) / 4;
    this.#mean += (ms - this.#mean) / 8;
  }
}
