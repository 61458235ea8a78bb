import type { AttemptContext } from "../contract/context.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Race } from "../contract/hedge.ts";
import type { Target } from "../contract/target.ts";

/** Two targets asked at once, of which one answers. */
export class Pair {
  readonly legs: Leg[] = [];
  winner: Leg | undefined;

  /** A further target, which is about to be asked. */
  begin(target: Target): Leg {
    const leg = new Leg(this, target, this.legs.length > 0);
    this.legs.push(leg);
    return leg;
  }
}

/** One of them: the attempt under way there, or the last of several. */
export class Leg implements Race {
  readonly target: Target;
  readonly hedge: boolean;
  readonly #pair: Pair;
  /** When its last attempt began. */
  startedAt = 0;
  /** Its last attempt has failed. */
  failed = false;
  #attempt: AttemptContext | undefined;

  constructor(pair: Pair, target: Target, hedge: boolean) {
    this.#pair = pair;
    this.target = target;
    this.hedge = hedge;
  }

  /** The target that answered in the place of this one. */
  get lostTo(): string | undefined {
    const { winner } = this.#pair;
    return winner === this ? undefined : winner?.target.id;
  }

  /** The process stood still meanwhile, so that its time says nothing. */
  get stood(): boolean {
    return this.#attempt !== undefined && this.#attempt.watch.stoodMs > 0;
  }

  /** The other one has not failed yet. */
  get accompanied(): boolean {
    return this.#pair.legs.some((leg) => leg !== this && !leg.failed);
  }

  begin(attempt: AttemptContext, now: number): void {
    this.#attempt = attempt;
    this.startedAt = now;
    this.failed = false;
  }

  win(): void {
    if (this.lostTo !== undefined) throw this.#lost();
    const pair = this.#pair;
    if (pair.winner === this) return;
    pair.winner = this;
    for (const leg of pair.legs) if (leg !== this) leg.#lose();
  }

  /** Ends the attempt at once, so that its slot is free and its cost known before the winner's answer is handed on. */
  #lose(): void {
    const attempt = this.#attempt;
    if (attempt === undefined) return;
    const reason = this.#lost();
    attempt.controller.abort(reason);
    // What was never sent ends by itself, as whatever is refused here does.
    if (attempt.number > 0) attempt.settle({ status: "aborted", fault: reason.fault });
  }

  #lost(): FaultError {
    const message = `${this.lostTo} answered first`;
    return new FaultError({ kind: "aborted", code: "hedged", message });
  }
}
