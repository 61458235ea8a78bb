import type { Limit, LoadSign, Watched } from "./limit.ts";
import { ROUND_SIZE, type Round, Rounds } from "./round.ts";

const START = 20;
const MAX = 200;
/** What refusals leave of the limit: at most, and at least. */
const LEFT = { most: 0.9, least: 0.5 };
/** By how much the limit grows once it has been found: as a part of it, and at least. */
const GROWTH = { part: 0.08, least: 0.4 };
/** Part of the limit that must have been in use for a round to let it grow: while it doubles, and later. */
const TRIED = { doubling: 0.75, later: 0.95 };
/** Part of what a target has shown to bear that it is given. */
const BELOW = 0.9;
/** Of the limit: more under way than that were let begin before it moved. */
const SETTLED = 1.1;
/** Part of what was hoped for below which a decrease has not helped. */
const HELPED = 0.4;
/** A decrease smaller than this cannot be told from chance. */
const TELLING = 0.15;
/** Parts of the difference by which the unhurried time follows a round's: models, prompts and networks change. */
const FOLLOW = { quick: 0.5, free: 0.05, unhelped: 0.5 };

/** A decrease whose effect is to be seen. */
interface Trial {
  readonly limit: number;
  readonly doubling: boolean;
  readonly before: Round;
}

/** The first content of a stream is not to be compared with a whole answer. */
interface Kind {
  readonly rounds: Rounds;
  trial: Trial | undefined;
}

/**
 * Finds how many attempts a target bears. It begins at 20, doubles as long as rounds of attempts show no sign of too much
 * load, and then looks for the edge: 8 % more with each good round, at least 0.4; 200 is the most.
 *
 * Two signs make it smaller. A refusal for load (429, 503, 529, no answer in time) leaves nine tenths of what was under way;
 * what began before it says no more. A round that took longer than unhurried ones had a queue at the other end: by Little's
 * law the target was at work on as many attempts as were under way, divided by how many times as long they took, and a
 * little less is the limit then. Where rounds with fewer under way are as slow all the same, it was not the load: that is undone.
 */
export class AdaptiveLimit implements Limit {
  readonly #now: () => number;
  readonly #firstContent: Kind = { rounds: new Rounds(), trial: undefined };
  readonly #whole: Kind = { rounds: new Rounds(), trial: undefined };
  #limit = START;
  #doubling = true;
  #epoch = 0;

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
    const learn = (kind: Kind) => {
      if (this.#doubling && epoch !== this.#epoch) return;
      const calm = inFlight <= Math.max(1, this.#limit / 4);
      const round = kind.rounds.add(this.#now() - from, inFlight, calm);
      if (round !== undefined) this.#learn(kind, round);
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
    for (const kind of [this.#firstContent, this.#whole]) kind.trial = undefined;
    this.#epoch += 1;
    this.#doubling = false;
    this.#limit = Math.max(1, busy * LEFT.most);
  }

  #learn(kind: Kind, round: Round): void {
    const { rounds, trial } = kind;
    // Those begun before the limit moved say again what made it move.
    if (trial !== undefined && round.inFlight > this.#limit * SETTLED) return;
    kind.trial = undefined;
    if (trial !== undefined && !hasHelped(trial, round)) this.#undo(rounds, trial, round);
    else if (this.value === 1 && round.slow) this.#alone(rounds, round);
    else if (round.doubtful) rounds.again();
    else if (round.slow) this.#slow(kind, round);
    else this.#good(rounds, round, trial !== undefined);
  }

  #undo(rounds: Rounds, trial: Trial, { averageMs }: Round): void {
    rounds.follow(averageMs, FOLLOW.unhelped);
    this.#limit = Math.max(this.#limit, trial.limit);
    this.#doubling = trial.doubling;
  }

  /** An attempt that has nobody beside it is unhurried, however long it takes. */
  #alone(rounds: Rounds, { averageMs }: Round): void {
    rounds.follow(averageMs, FOLLOW.unhelped);
    this.#grow();
  }

  #slow(kind: Kind, round: Round): void {
    const doubling = this.#doubling;
    this.#doubling = false;
    const borne = (round.inFlight / round.ratio) * BELOW;
    if (borne >= this.#limit) return;
    kind.trial = { limit: this.#limit, doubling, before: round };
    this.#limit = Math.max(1, borne, this.#limit * LEFT.least);
  }

  /** `eased`: after a decrease that has helped. */
  #good(rounds: Rounds, round: Round, eased: boolean): void {
    const { averageMs, inFlight, low, quick } = round;
    // A limit that nobody came near has not been tried.
    const tried = inFlight >= this.value * (this.#doubling ? TRIED.doubling : TRIED.later);
    if (this.#doubling) {
      // Of more than a round the quickest come back first: they are no measure of what is usual.
      if (inFlight <= ROUND_SIZE) rounds.absorb(round);
    } else if (eased || low) rounds.absorb(round);
    else if (quick) rounds.follow(averageMs, FOLLOW.quick);
    else if (!tried) rounds.follow(averageMs, FOLLOW.free);
    if (tried) this.#grow();
  }

  #grow(): void {
    if (this.#doubling) this.#epoch += 1;
    const more = this.#doubling ? this.#limit : Math.max(GROWTH.least, this.#limit * GROWTH.part);
    this.#limit = Math.min(MAX, this.#limit + more);
    // There is no more to double; a target that becomes quicker is learnt anew.
    if (this.#limit === MAX) this.#doubling = false;
  }
}

/** Whether fewer attempts under way took as much less time as they should, or some of it. */
function hasHelped({ before }: Trial, { averageMs, inFlight }: Round): boolean {
  const hoped = 1 - inFlight / before.inFlight;
  if (hoped < TELLING) return true;
  return averageMs <= before.averageMs * (1 - HELPED * hoped);
}
