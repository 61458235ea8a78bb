import type { Breaker, BreakerOptions, CircuitState } from "../contract/breaker.ts";
import type { Clock } from "../contract/clock.ts";
import { createBreaker } from "./breaker.ts";

export interface RegistryParts {
  /** For every target, until others are adopted; `false` makes no breakers at all. */
  readonly settings: BreakerOptions | false;
  readonly clock: Clock;
  readonly random: () => number;
  onChange(target: string, from: CircuitState, to: CircuitState, openUntil: number | undefined): void;
  /** Breakers kept. @default 10000 */
  readonly max?: number;
}

/** The breakers of all targets, by target id. */
export interface BreakerRegistry {
  /** The target's breaker, made on first use; undefined where breakers are off. */
  get(target: string): Breaker | undefined;
  /** The target's breaker if there is one already. */
  peek(target: string): Breaker | undefined;
  /** The state of every breaker there is. `openUntil` is there when an attempt has to wait for it. */
  states(): Map<string, { circuit: CircuitState; openUntil?: number }>;
  /** Goes on with other settings: circuits stay as they are; `false` forgets them. */
  adopt(settings: BreakerOptions | false): void;
  /** Forgets the circuits of these names. */
  forget(which: (name: string) => boolean): void;
  shutdown(): void;
}

interface Entry {
  readonly breaker: Breaker;
  /** Asked for again since it was made or last spared. */
  used: boolean;
}

/**
 * Keeps one breaker per target. Over `max`, a closed circuit that has not been asked for again is forgotten, the oldest
 * first; an open one only where all are. A hit writes one flag: a map whose entries are moved at each hit gets slow.
 */
export function createBreakerRegistry(parts: RegistryParts): BreakerRegistry {
  const { clock, random, max = 10_000 } = parts;
  let { settings } = parts;
  const closed = new Map<string, Entry>();
  const troubled = new Map<string, Entry>();
  const find = (target: string) => closed.get(target) ?? troubled.get(target);

  function make(target: string, options: BreakerOptions): Breaker {
    if (closed.size + troubled.size >= max) forgetOne(closed.size > 0 ? closed : troubled);
    const breaker = createBreaker({
      name: target,
      settings: options,
      clock,
      random,
      onChange(from, to, openUntil) {
        // A forgotten breaker may still be told the end of an attempt.
        if (find(target) === entry) move(target, entry, to);
        parts.onChange(target, from, to, openUntil);
      },
    });
    const entry: Entry = { breaker, used: false };
    closed.set(target, entry);
    return breaker;
  }

  function move(target: string, entry: Entry, to: CircuitState): void {
    closed.delete(target);
    troubled.delete(target);
    (to === "closed" ? closed : troubled).set(target, entry);
  }

  const forget = (which: (name: string) => boolean) => {
    for (const entries of [closed, troubled]) forgetThose(entries, which);
  };

  return {
    get(target) {
      if (settings === false) return undefined;
      const entry = find(target);
      if (entry === undefined) return make(target, settings);
      entry.used = true;
      return entry.breaker;
    },
    peek: (target) => find(target)?.breaker,
    states() {
      return new Map([...closed, ...troubled].map(([target, { breaker }]) => [target, stateOf(breaker)]));
    },
    adopt(options) {
      settings = options;
      if (options === false) forget(() => true);
      else for (const { breaker } of [...closed.values(), ...troubled.values()]) breaker.adopt(options);
    },
    forget,
    shutdown: () => forget(() => true),
  };
}

function forgetThose(entries: Map<string, Entry>, which: (name: string) => boolean): void {
  for (const [target, { breaker }] of entries) {
    if (!which(target)) continue;
    entries.delete(target);
    breaker.shutdown();
  }
}

/** Whatever has been used goes to the back of the queue once; the first that has not is forgotten. */
function forgetOne(entries: Map<string, Entry>): void {
  for (const [target, entry] of entries) {
    entries.delete(target);
    if (!entry.used) {
      entry.breaker.shutdown();
      return;
    }
    entry.used = false;
    entries.set(target, entry);
  }
}

function stateOf(breaker: Breaker): { circuit: CircuitState; openUntil?: number } {
  const { state: circuit, openUntil } = breaker;
  return { circuit, ...(circuit === "open" && openUntil !== undefined && { openUntil }) };
}
