import type { Clock } from "../contract/clock.ts";
import type { AttemptContext, Middleware } from "../contract/context.ts";
import type { Emit } from "../contract/events.ts";
import type { Fault } from "../contract/fault.ts";

export interface HealthParts {
  /** Keeps the later end; true if that changed anything. */
  start(target: string, kind: Fault["kind"], until: number): boolean;
  /** What else than the target this fault cools down: a key of its provider's pool. */
  nameOf?(context: AttemptContext, fault: Fault): string | undefined;
  /** How long this fault keeps its target from being asked, in milliseconds. */
  cooldownMs(fault: Fault): number | undefined;
  readonly clock: Clock;
  readonly emit: Emit;
}

/** Leaves a target alone for as long as its provider said, or as its fault's kind demands. */
export function healthLayer(parts: HealthParts): Middleware<AttemptContext> {
  return function health(context, next) {
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
