import type { Clock } from "../contract/clock.ts";
import type { FaultKind } from "../contract/fault.ts";

export interface Cooldown {
  /** Why the target is left alone. */
  readonly kind: FaultKind;
  /** Unix milliseconds from which it may be asked again. */
  readonly until: number;
}

/** The first attempt after a cooldown. */
interface Trial {
  /** It was answered: others may follow. */
  pass(): void;
  /** It has ended. Unless it was answered, the next attempt is tried. */
  end(): void;
}

/** Targets that are left alone until a time. */
export interface Cooldowns {
  /**
   * Leaves `target` alone until `until`, unless it already is for as long. Returns whether that is news: not where it only
   * lasts a little longer, as when further requests are refused that were under way.
   */
  start(target: string, kind: FaultKind, until: number): boolean;
  /** The target's cooldown, while it lasts. */
  get(target: string): Cooldown | undefined;
  /**
   * An attempt is about to go to `target`: a trial if it is the first since its cooldown; the cooldown that is over while
   * another attempt is on trial; undefined where there is nothing to try.
   */
  tryOut(target: string): Trial | Cooldown | undefined;
  clear(target: string): void;
  /** Clears these. */
  forget(which: (name: string) => boolean): void;
}

interface Entry extends Cooldown {
  /** When the attempt began that is on trial. */
  triedAt?: number | undefined;
}

/** Part of a cooldown by which it may be prolonged without being a new one. */
const A_LITTLE = 0.1;
/** How long others wait for a trial that has neither been answered nor ended, in milliseconds. */
const TRIAL_MS = 10_000;

interface Settings {
  /** Holds at most so many: over that the oldest goes. @default 10000 */
  readonly max?: number;
  /** Whether somebody calls `tryOut` for it; what is not tried is forgotten once it is over. @default all are */
  readonly isTried?: (target: string) => boolean;
}

/**
 * Timestamps compared when somebody asks; no timers. A cooldown that is over is kept until an attempt has been answered: a
 * provider that refuses everybody is not asked by everybody each time.
 */
export function createCooldowns(
  clock: Pick<Clock, "now">,
  { max = 10_000, isTried = () => true }: Settings = {},
): Cooldowns {
  const cooldowns = new Map<string, Entry>();

  function get(target: string): Cooldown | undefined {
    const cooldown = cooldowns.get(target);
    if (cooldown === undefined || cooldown.until > clock.now()) return cooldown;
    if (!isTried(target)) cooldowns.delete(target);
    return undefined;
  }

  function trialOf(target: string, entry: Entry, triedAt: number): Trial {
    entry.triedAt = triedAt;
    const isOurs = () => cooldowns.get(target) === entry && entry.triedAt === triedAt;
    return {
      pass() {
        if (isOurs()) cooldowns.delete(target);
      },
      end() {
        if (isOurs()) entry.triedAt = undefined;
      },
    };
  }

  function makeRoom(): void {
    const now = clock.now();
    for (const [target, { until }] of cooldowns) if (until <= now) cooldowns.delete(target);
    for (const target of cooldowns.keys()) {
      if (cooldowns.size < max) return;
      cooldowns.delete(target);
    }
  }

  return {
    start(target, kind, until) {
      const now = clock.now();
      const before = get(target);
      if (!(until > (before?.until ?? now))) return false;
      if (cooldowns.size >= max && !cooldowns.has(target)) makeRoom();
      cooldowns.set(target, { kind, until });
      return before?.kind !== kind || until - before.until > (until - now) * A_LITTLE;
    },
    get,
    tryOut(target) {
      const entry = cooldowns.get(target);
      if (entry === undefined || get(target) !== undefined) return undefined;
      const now = clock.now();
      const onTrialMs = entry.triedAt === undefined ? Infinity : now - entry.triedAt;
      return onTrialMs >= 0 && onTrialMs < TRIAL_MS ? entry : trialOf(target, entry, now);
    },
    clear: (target) => void cooldowns.delete(target),
    forget(which) {
      for (const name of cooldowns.keys()) if (which(name)) cooldowns.delete(name);
    },
  };
}
