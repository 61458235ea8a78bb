import type { Clock } from "../contract/clock.ts";
import type { AttemptContext, Middleware } from "../contract/context.ts";
import type { Emit } from "../contract/events.ts";
import type { Fault } from "../contract/fault.ts";

export interface HealthParts {
  /** Keeps the later end; true if that changed anything. */
  start(target: string, kind: Fault["kind"], until: number): boolean;
  /** How long this fault keeps its target from being asked, in milliseconds. */
  cooldownMs(fault: Fault): number | undefined;
  readonly clock: Clock;
  readonly emit: Emit;
}

/** Leaves a target alone for as long as its provider said, or as its fault's kind demands. */
export function healthLayer(parts: HealthParts): Middleware<AttemptContext> {
  return async function health(context, next) {
    context.defer(({ fault, local }) => {
      const ms = fault === undefined || local ? undefined : parts.cooldownMs(fault);
      if (fault === undefined || ms === undefined) return;
      const at = parts.clock.now();
      const target = context.target.id;
      if (!parts.start(target, fault.kind, at + ms)) return;
      parts.emit({ type: "cooldown.start", at, callId: context.call.callId, target, kind: fault.kind, until: at + ms });
    });
    return await next(context);
  };
}
