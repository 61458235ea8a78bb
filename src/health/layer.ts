import type { Clock } from "../contract/clock.ts";
import type { AttemptContext, Middleware } from "../contract/context.ts";
import type { Emit } from "../contract/events.ts";
import type { Fault } from "../contract/fault.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { Cooldowns } from "./cooldowns.ts";

export interface HealthParts {
  readonly start: Cooldowns["start"];
  readonly tryOut: Cooldowns["tryOut"];
  /** What else than the target this fault cools down: a key of its provider's pool. */
  nameOf?(context: AttemptContext, fault: Fault): string | undefined;
  /** How long this fault keeps its target from being asked, in milliseconds. */
  cooldownMs(fault: Fault): number | undefined;
  readonly clock: Clock;
  readonly emit: Emit;
}

/**
 * Leaves a target alone for as long as its provider said, or as its fault's kind demands. Then one attempt tries it before
 * others follow, unless they can go nowhere else.
 */
export function healthLayer(parts: HealthParts): Middleware<AttemptContext> {
  return function health(context, next) {
    const trial = parts.tryOut(context.target.id);
    if (trial !== undefined) undergo(context, trial);
    context.defer(({ fault, local }) => {
      // A key that is fetched anew has not proved to be wrong yet.
      if (fault?.kind === "auth" && context.renewable) return;
      const ms = fault === undefined || local ? undefined : parts.cooldownMs(fault);
      if (fault === undefined || ms === undefined) return;
      const at = parts.clock.now();
      const target = context.target.id;
      const name = parts.nameOf?.(context, fault);
      if (!parts.start(name ?? target, fault.kind, at + ms)) return;
      const { callId } = context.call;
      const key = name === undefined || context.key === undefined ? {} : { key: context.key };
      parts.emit({ type: "cooldown.start", at, callId, target, ...key, kind: fault.kind, until: at + ms });
    });
    return next(context);
  };
}

function undergo(context: AttemptContext, trial: NonNullable<ReturnType<Cooldowns["tryOut"]>>): void {
  if ("pass" in trial) {
    context.onCommit.push(trial.pass);
    context.defer(({ status }) => (status === "ok" ? trial.pass() : trial.end()));
  } else if (context.mayMoveOn()) {
    const message = `its cooldown after ${trial.kind} is over, and another call tries first whether it takes requests again`;
    throw new FaultError({ kind: trial.kind, message, code: "on_trial" });
  }
}
