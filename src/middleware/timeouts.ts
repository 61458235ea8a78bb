import type { Clock, TimerHandle } from "../contract/clock.ts";
import type { AttemptContext, Middleware, Watch } from "../contract/context.ts";
import { FaultError } from "../contract/fault-error.ts";
import { unref } from "../lib/clock.ts";

/** How long usage may come after the finish, in milliseconds. */
const GRACE_MS = 500;
/** How long a stream may stay unread before it is given up, in milliseconds. */
const UNREAD_MS = 60_000;

/** Milliseconds each allowance lasts for one attempt; Infinity where it is off. */
export interface Allowances {
  readonly connectMs: number;
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  /** `totalMs` is less than the target's own because the call's deadline is near. */
  readonly curtailed: boolean;
}

type Running = "first_token" | "idle" | "total" | "grace" | "unread";

/** One attempt's allowances on one timer: it is armed for the earliest end, and re-armed when that has moved on. */
class AttemptTimer implements Watch {
  readonly #clock: Clock;
  readonly #allow: Allowances;
  readonly #context: AttemptContext;
  readonly #ends: Record<Running, number>;
  #handle: TimerHandle | undefined;
  #firesAt = Infinity;
  #over: () => void = () => {};
  #bodyBegan = false;

  constructor(clock: Clock, allow: Allowances, context: AttemptContext) {
    const now = clock.now();
    this.#clock = clock;
    this.#allow = allow;
    this.#context = context;
    this.#ends = {
      first_token: now + allow.firstTokenMs,
      idle: Infinity,
      total: now + allow.totalMs,
      grace: Infinity,
      unread: Infinity,
    };
    this.#arm();
  }

  headers(): void {
    if (this.#context.stream) return;
    this.#ends.first_token = Infinity;
    this.progress();
  }

  progress(): void {
    if (this.#context.stream && !this.#bodyBegan) return;
    this.#bodyBegan = true;
    this.#ends.grace = Infinity;
    this.#ends.idle = this.#clock.now() + this.#allow.idleMs;
    this.#arm();
  }

  commit(onUnread: () => void): void {
    this.#bodyBegan = true;
    this.#ends.first_token = Infinity;
    this.#ends.idle = Infinity;
    this.#ends.unread = this.#clock.now() + UNREAD_MS;
    this.#over = onUnread;
    this.#arm();
    unref(this.#handle);
  }

  waiting(yes: boolean): void {
    this.#ends.unread = Infinity;
    this.#ends.idle = yes ? this.#clock.now() + this.#allow.idleMs : Infinity;
    if (!yes) return;
    this.#arm();
    (this.#handle as { ref?: () => void } | undefined)?.ref?.();
  }

  finishing(onGrace: () => void): void {
    this.#over = onGrace;
    this.#ends.grace = this.#clock.now() + GRACE_MS;
    this.#arm();
  }

  stop(): void {
    if (this.#handle !== undefined) this.#clock.clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#firesAt = -Infinity;
  }

  #arm(): void {
    const { first_token, idle, total, grace, unread } = this.#ends;
    const end = Math.min(first_token, idle, total, grace, unread);
    if (end >= this.#firesAt) return;
    if (this.#handle !== undefined) this.#clock.clearTimeout(this.#handle);
    this.#firesAt = end;
    // Timers are 32-bit; a longer allowance is re-armed on the way.
    this.#handle = this.#clock.setTimeout(
      () => this.#fire(),
      Math.min(Math.max(0, end - this.#clock.now()), 2 ** 31 - 1),
    );
  }

  #fire(): void {
    this.#handle = undefined;
    this.#firesAt = Infinity;
    const now = this.#clock.now();
    const over = (Object.keys(this.#ends) as Running[]).find((running) => this.#ends[running] <= now);
    if (over === undefined) this.#arm();
    else this.#expire(over);
  }

  #expire(over: Running): void {
    this.#ends[over] = Infinity;
    if (over === "grace" || over === "unread") this.#over();
    else this.#context.controller.abort(this.#timeout(over));
  }

  #timeout(phase: Exclude<Running, "grace" | "unread">): FaultError {
    const { stream } = this.#context;
    const curtailed = phase === "total" && this.#allow.curtailed;
    return new FaultError({
      kind: "timeout",
      phase,
      message: explain(phase, this.#allow, { stream, curtailed }),
      ...(curtailed && { curtailed }),
    });
  }
}

function explain(
  phase: "first_token" | "idle" | "total",
  allow: Allowances,
  how: { stream: boolean; curtailed: boolean },
): string {
  if (phase === "first_token") {
    return `${how.stream ? "no content" : "no response head"} within ${allow.firstTokenMs} ms (timeouts.firstTokenMs)`;
  }
  if (phase === "idle") return `silent for ${allow.idleMs} ms (timeouts.idleMs)`;
  return how.curtailed
    ? `not done within ${Math.round(allow.totalMs)} ms, all that the call's deadline left for this attempt`
    : `not done within ${allow.totalMs} ms (timeouts.totalMs)`;
}

/** Bounds one attempt: first content, silence, and all of it. */
export function timeoutsLayer(
  clock: Clock,
  allowances: (context: AttemptContext) => Allowances,
): Middleware<AttemptContext> {
  return async function timeouts(context, next) {
    const allow = allowances(context);
    const timer = new AttemptTimer(clock, allow, context);
    if (Number.isFinite(allow.connectMs)) context.connectMs = allow.connectMs;
    context.watch = timer;
    context.wire.onHeaders = () => timer.headers();
    context.wire.onBytes = () => timer.progress();
    context.defer(() => timer.stop());
    return await next(context);
  };
}
