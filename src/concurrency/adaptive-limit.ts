import type { Limit, LoadSign, Watched } from "./limit.ts";
import { Rounds } from "./round.ts";

const START = 20;
const MAX = 200;
/** Attempts that are looked at together, at least. */
const ROUND_MIN = 20;
/** What a sign of too much load leaves of the limit: at most, and at least. */
const LEFT = { most: 0.9, least: 0.5 };
/** A queue at the other end is to be gone, not just shorter. */
const BELOW = 0.85;
/** Part of what was hoped for below which a decrease has not helped. */
const HELPED = 0.2;

/** A decrease whose effect is to be seen in the next round. */
interface Trial {
  readonly rounds: Rounds;
  readonly limit: number;
  readonly left: number;
  readonly average: number;
}

/**
 * Finds how many attempts a target bears: additive increase, multiplicative decrease. It begins at 20, doubles with each
 * round of attempts until the first sign of too much load, then adds one a round; 200 is the most.
 *
 * Two signs make it smaller. A refusal for load (429, 503, 529, no answer in time) leaves nine tenths of what was under way.
 * A round that took longer than an unhurried one takes off as much as it was longer; where the next round is as long all
 * the same, it was not the load: that is undone. What began before a decrease says nothing about the limit since.
 */
export class AdaptiveLimit implements Limit {
  readonly #now: () => number;
  /** The first content of a stream is not to be compared with a whole answer. */
  readonly #firstContent = new Rounds();
  readonly #whole = new Rounds();
  #limit = START;
  #doubling = true;
  #epoch = 0;
  /** Most that were under way at once since the limit last moved. */
  #peak = 0;
  #trial: Trial | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get value(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  watch(inFlight: number): Watched {
    const from = this.#now();
    const epoch = this.#epoch;
    let committed = false;
    this.#peak = Math.max(this.#peak, inFlight);
    const learn = (rounds: Rounds) => {
      if (epoch === this.#epoch) this.#learn(rounds, this.#now() - from, inFlight);
    };
    return {
      commit: () => {
        committed = true;
        learn(this.#firstContent);
      },
      end: (sign: LoadSign) => {
        if (sign === "ok" && !committed) learn(this.#whole);
        else if (sign === "crowded" && epoch === this.#epoch) this.#refused(inFlight);
      },
    };
  }

  #learn(rounds: Rounds, ms: number, inFlight: number): void {
    rounds.add(ms, inFlight <= Math.max(1, this.#limit / 4));
    if (rounds.count < Math.max(ROUND_MIN, this.#limit)) return;
    const { average, ratio, slow } = rounds.end();
    if (slow) this.#slow(rounds, average, ratio);
    else this.#grow();
  }

  #refused(inFlight: number): void {
    this.#trial = undefined;
    const busy = Math.min(this.#limit, Math.max(inFlight, this.#limit * LEFT.least));
    this.#set(busy * LEFT.most);
  }

  #slow(rounds: Rounds, average: number, ratio: number): void {
    const trial = this.#trial?.rounds === rounds ? this.#trial : undefined;
    this.#trial = undefined;
    if (trial !== undefined && average > trial.average * (1 - HELPED * (1 - trial.left))) {
      rounds.correct(average, 0.5);
      this.#set(trial.limit);
      return;
    }
    const left = Math.min(LEFT.most, Math.max(LEFT.least, BELOW / ratio));
    this.#trial = { rounds, limit: this.#limit, left, average };
    this.#set(this.#limit * left);
  }

  #grow(): void {
    this.#trial = undefined;
    // A limit that nobody came near has not been tried.
    if (this.#peak >= this.#limit / 2) this.#limit = Math.min(MAX, this.#doubling ? this.#limit * 2 : this.#limit + 1);
    this.#peak = 0;
  }

  #set(limit: number): void {
    this.#limit = Math.max(1, limit);
    this.#doubling = false;
    this.#epoch += 1;
    this.#peak = 0;
    this.#firstContent.clear();
    this.#whole.clear();
  }
}
