import { createBreaker } from "../../src/breaker/breaker.ts";
import type { Breaker, BreakerOptions, CircuitState, Permit } from "../../src/contract/breaker.ts";
import { type FakeClock, fakeClock } from "../support/fake-clock.ts";

export interface Bench {
  readonly breaker: Breaker;
  readonly clock: FakeClock;
  /** Changes of state as `from>to`, with the pause in milliseconds where the circuit opened for a time. */
  readonly changes: string[];
  /** A permit, or an error that says why there is none. */
  permit(options?: { leaseMs?: number; forced?: boolean }): Permit;
  /** One attempt after another, each settled at once: `o` is ok, `f` failed, `n` neutral. */
  run(outcomes: string): void;
}

const VERDICTS = { o: "ok", f: "failed", n: "neutral" } as const;

/** A breaker on a clock that stands still, with its changes of state written down. */
export function bench(settings: BreakerOptions = {}, random: () => number = () => 0.5): Bench {
  const clock = fakeClock();
  const changes: string[] = [];
  const onChange = (from: CircuitState, to: CircuitState, openUntil: number | undefined) => {
    changes.push(`${from}>${to}${openUntil === undefined ? "" : ` ${openUntil - clock.now()}`}`);
  };
  const breaker = createBreaker({ name: "a/m", settings, clock, random, onChange });
  const permit: Bench["permit"] = ({ leaseMs = 1000, forced = false } = {}) => {
    const answer = breaker.acquire({ leaseMs, forced });
    if ("refused" in answer) throw new Error(`refused: ${answer.refused}`);
    return answer;
  };
  const run = (outcomes: string) => {
    for (const outcome of outcomes) permit().settle(VERDICTS[outcome as keyof typeof VERDICTS]);
  };
  return { breaker, clock, changes, permit, run };
}
