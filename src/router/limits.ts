import type { AttemptContext, CallContext } from "../contract/context.ts";
import { MIN_ATTEMPT_MS } from "../contract/min-attempt.ts";
import type { RetryOptions, Target, Timeouts } from "../contract/target.ts";
import type { Allowances } from "../middleware/timeouts.ts";
import type { Settings } from "../options/read.ts";
import { readRetry } from "../options/read-retry.ts";

const DEFAULTS = { connectMs: 5_000, firstTokenMs: 30_000, idleMs: 30_000, totalMs: 600_000 };
/** First token where the model reasons, in milliseconds. */
const REASONING_FIRST_TOKEN_MS = 120_000;
/** Part of what is left of a deadline that an attempt may take while another target stands behind it. */
const SHARE = 0.8;

/** A target's timeouts: its own, else its provider's, else the router's; Infinity where turned off, undefined where unset. */
function configured(settings: Settings, target: Target, name: keyof Timeouts): number | undefined {
  for (const timeouts of [
    target.settings.timeouts,
    settings.providers.get(target.provider)?.timeouts,
    settings.timeouts,
  ]) {
    const value = timeouts === false ? false : timeouts?.[name];
    if (value !== undefined) return value === false ? Infinity : value;
  }
  return undefined;
}

/**
 * What one attempt is allowed, the call's `timeout` and what is left of its deadline considered. `reasoning`: the model thinks
 * unless told otherwise.
 */
export function allowancesOf(settings: Settings, context: AttemptContext, reasoning = false): Allowances {
  const { target, stream, call, hasNext } = context;
  const own = (name: keyof Timeouts) => configured(settings, target, name);
  const timeout = call.options.timeout;
  const reasons = isReasoning(context) ?? reasoning;
  const usualFirst = stream ? (reasons ? REASONING_FIRST_TOKEN_MS : DEFAULTS.firstTokenMs) : Infinity;
  const left = call.deadlineAt - settings.clock.now();
  return {
    connectMs: own("connectMs") ?? DEFAULTS.connectMs,
    byCall: timeout !== undefined,
    firstTokenMs: timeout ?? own("firstTokenMs") ?? usualFirst,
    idleMs: timeout ?? own("idleMs") ?? DEFAULTS.idleMs,
    totalMs: own("totalMs") ?? DEFAULTS.totalMs,
    shareMs: hasNext && left * (1 - SHARE) >= MIN_ATTEMPT_MS ? left * SHARE : Infinity,
  };
}

/** How long a probe may stay silent before its right is void: what a stream may take to speak, or a whole answer to come. */
export function leaseOf(settings: Settings, context: AttemptContext, reasoning = false): number {
  const { firstTokenMs, idleMs, totalMs } = allowancesOf(settings, context, reasoning);
  return context.stream ? Math.min(totalMs, firstTokenMs + idleMs) : totalMs;
}

export function retryOf(settings: Settings, target: Target, { options }: CallContext): Required<RetryOptions> {
  const { retry } = target.settings;
  if (retry === undefined && options.maxRetries === undefined) return settings.retry;
  return readRetry(settings.retry, retry, options.maxRetries);
}

/** Asked for or not; undefined where it is left to the model's habit. */
function isReasoning({ operation, request }: AttemptContext): boolean | undefined {
  if (operation === "chat" && request.reasoning_effort) return request.reasoning_effort !== "none";
  return undefined;
}
