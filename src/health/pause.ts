import type { Clock } from "../contract/clock.ts";
import type { AttemptContext, Middleware } from "../contract/context.ts";
import type { Emit } from "../contract/events.ts";
import { FaultError } from "../contract/fault-error.ts";
import { MIN_ATTEMPT_MS } from "../contract/min-attempt.ts";
import type { Usage } from "../contract/usage.ts";
import { sleep } from "../lib/race.ts";
import { usedUpMs } from "./used-up.ts";

export interface PauseParts {
  /** Lets the target, or the key that was used, rest; true if that is news. */
  rest(context: AttemptContext, until: number): boolean;
  /** Unix milliseconds until which a target rests. */
  until(target: string): number | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: Emit;
}

/** Part of the wait by which callers are spread, so that they do not return together. */
const SPREAD = 0.1;

/**
 * Heeds the rate limits that providers tell in the headers of good answers, before there is a refusal. A target whose limit
 * is used up is passed over; where no other may be asked, the attempt waits, as long as a told time may be waited for.
 */
export function pauseLayer(parts: PauseParts): Middleware<AttemptContext> {
  return function pause(context, next) {
    const go = () => {
      // A stream's limits are those at its head; its end may be minutes later.
      if (context.stream) context.onCommit.push(() => heed(parts, context, undefined));
      else context.defer(({ status, usage }) => status === "ok" && heed(parts, context, usage));
      return next(context);
    };
    const until = parts.until(context.target.id);
    return until === undefined ? go() : wait(parts, context, until - parts.clock.now()).then(go);
  };
}

function heed(parts: PauseParts, context: AttemptContext, usage: Usage | undefined): void {
  const { headers, head } = context.wire;
  if (headers === undefined && head === undefined) return;
  const header = (name: string) => headers?.[name] ?? head?.get(name) ?? undefined;
  const at = parts.clock.now();
  const ms = usedUpMs(header, usage === undefined ? 1 : usage.inputTokens + usage.outputTokens, at);
  if (ms === undefined || !parts.rest(context, at + ms)) return;
  const { call, target, key } = context;
  const place = key === undefined ? {} : { key };
  const kind = "rate_limit";
  parts.emit({ type: "cooldown.start", at, callId: call.callId, target: target.id, ...place, kind, until: at + ms });
}

async function wait({ clock, random }: PauseParts, context: AttemptContext, restMs: number): Promise<void> {
  const { call, retry, controller } = context;
  const ms = restMs * (1 + SPREAD * random());
  const tooLong = restMs > retry.maxRetryAfterMs || clock.now() + ms + MIN_ATTEMPT_MS > call.deadlineAt;
  if (tooLong || context.mayMoveOn()) {
    const message = "its rate limit is used up, as it said with its last answer";
    const code = tooLong ? "rate_limit_far" : "rate_limit_reached";
    throw new FaultError({ kind: "rate_limit", message, code, retryAfterMs: restMs });
  }
  if (!(await sleep(clock, ms, controller.signal))) throw controller.signal.reason;
}
