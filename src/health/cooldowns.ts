import type { Clock } from "../contract/clock.ts";
import type { FaultKind } from "../contract/fault.ts";

export interface Cooldown {
  /** Why the target is left alone. */
  readonly kind: FaultKind;
  /** Unix milliseconds from which it may be asked again. */
  readonly until: number;
}

/** Targets that are left alone until a time. */
export interface Cooldowns {
  /** Leaves `target` alone until `until`, unless it already is for as long. Returns whether that changed anything. */
  start(target: string, kind: FaultKind, until: number): boolean;
  /** The target's cooldown, while it lasts. */
  get(target: string): Cooldown | undefined;
  clear(target: string): void;
  /** Clears these. */
  forget(which: (name: string) => boolean): void;
}

/** Timestamps compared when somebody asks; no timers. Holds at most `max` targets: over that the oldest entry goes. */
export function createCooldowns(clock: Pick<Clock, "now">, max = 10_000): Cooldowns {
  const cooldowns = new Map<string, Cooldown>();

  function get(target: string): Cooldown | undefined {
    const cooldown = cooldowns.get(target);
    if (cooldown === undefined || cooldown.until > clock.now()) return cooldown;
    cooldowns.delete(target);
    return undefined;
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
      if (!(until > (get(target)?.until ?? clock.now()))) return false;
      if (cooldowns.size >= max && !cooldowns.has(target)) makeRoom();
      cooldowns.set(target, { kind, until });
      return true;
    },
    get,
    clear: (target) => void cooldowns.delete(target),
    forget(which) {
      for (const name of cooldowns.keys()) if (which(name)) cooldowns.delete(name);
    },
  };
}
