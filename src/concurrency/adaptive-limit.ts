import type { Limit, LoadSign, Watched } from "./limit.ts";
import { type Round, Rounds } from "./round.ts";

const START = 20;
const MAX = 200;
/** What refusals leave of the limit: at most, and at least. */
const LEFT = { most: 0.9, least: 0.5 };
/** Part of the limit by which it grows once it has been found. */
const GROWTH = 0.08;
/** Part of the limit that must have been in use for a round to let it grow: while it doubles, and later. */
const TRIED = { doubling: 0.75, later: 0.95 };
/** Part of what a target has shown to bear that it is given. */
const BELOW = 0.95;
/** A round this many times as long as an unhurried one needs no second one to confirm it. */
const CLEARLY = 1.3;
/** Of the limit: more under way than that were let begin before it moved. */
const SETTLED = 1.1;
/** Part of what was hoped for below which a decrease has not helped. */
const HELPED = 0.3;
/** A decrease smaller than this cannot be told from chance. */
const TELLING = 0.15;
/** Parts of the difference by which the unhurried time follows a round's: models, prompts and networks change. */
const FOLLOW = { shorter: 0.1, free: 0.05, unhelped: 0.8 };

/** A decrease whose effect is to be seen. */
interface Trial {
  readonly rounds: Rounds;
  readonly limit: number;
  readonly before: Round;
}

/**
 * Finds how many attempts a target bears. It begins at 20, doubles as long as rounds of attempts show no sign of too much
 * load, and then looks for the edge: 8 % more with each good round; 200 is the most.
 *
 * Two signs make it smaller. A refusal for load (429, 503, 529, no answer in time) leaves nine tenths of what was under way;
 * what began before it says no more. A round that took longer than unhurried ones had a queue at the other end: by Little's
 * law the target was at work on as many attempts as were under way, divided by how many times as long they took, and a
 * little less is the limit then. Where rounds with fewer under way are as slow all the same, it was not the load: that is undone.
 */
export class AdaptiveLimit implements Limit {
  readonly #now: () => number;
  /** The first content of a stream is not to be compared with a whole answer. */
  readonly #firstContent = new Rounds();
  readonly #whole = new Rounds();
  #limit = START;
  #doubling = true;
  #epoch = 0;
  /** The round before was slow, though not clearly. */
  #suspected = false;
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
    const learn = (rounds: Rounds) => {
      if (this.#doubling && epoch !== this.#epoch) return;
      const calm = inFlight <= Math.max(1, this.#limit / 4);
      const round = rounds.add(this.#now() - from, inFlight, calm);
      if (round !== undefined) this.#learn(rounds, round);
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

  #refused(inFlight: number): void {
    const busy = Math.min(this.#limit, Math.max(inFlight, this.#limit * LEFT.least));
    this.#trial = undefined;
    this.#epoch += 1;
    this.#doubling = false;
    this.#limit = Math.max(1, busy * LEFT.most);
  }

  #learn(rounds: Rounds, round: Round): void {
    const trial = this.#trial?.rounds === rounds ? this.#trial : undefined;
    // Those begun before the limit moved say again what made it move.
    if (trial !== undefined && round.inFlight > this.#limit * SETTLED) return;
    this.#trial = undefined;
    if (trial !== undefined && round.slow && !hasHelped(trial, round)) {
      rounds.follow(round.averageMs, FOLLOW.unhelped);
      this.#limit = trial.limit;
    } else if (round.slow) this.#slow(rounds, round);
    else this.#good(rounds, round);
  }

  #slow(rounds: Rounds, round: Round): void {
    if (this.#doubling && round.ratio < CLEARLY && !this.#suspected) {
      this.#suspected = true;
      return;
    }
    this.#doubling = false;
    const borne = (round.inFlight / round.ratio) * BELOW;
    if (borne >= this.#limit) return;
    this.#trial = { rounds, limit: this.#limit, before: round };
    this.#limit = Math.max(1, borne, this.#limit * LEFT.least);
  }

  #good(rounds: Rounds, { averageMs, ratio, inFlight }: Round): void {
    this.#suspected = false;
    // A limit that nobody came near has not been tried.
    const part = this.#doubling ? TRIED.doubling : TRIED.later;
    const tried = inFlight >= this.value * part;
    if (this.#doubling) rounds.absorb(averageMs);
    else if (!tried) rounds.follow(averageMs, FOLLOW.free);
    else if (ratio < 1) rounds.follow(averageMs, FOLLOW.shorter);
    if (!tried) return;
    if (this.#doubling) this.#epoch += 1;
    this.#limit = Math.min(MAX, this.#doubling ? this.#limit * 2 : this.#limit + Math.max(1, this.#limit * GROWTH));
  }
}

/** Whether fewer attempts under way took as much less time as they should, or some of it. */
function hasHelped({ before }: Trial, { averageMs, inFlight }: Round): boolean {
  const hoped = 1 - inFlight / before.inFlight;
  if (hoped < TELLING) return true;
  return averageMs <= before.averageMs * (1 - HELPED * hoped);
}
