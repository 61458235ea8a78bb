import type { Clock, TimerHandle } from "../contract/clock.ts";
import type { AttemptContext, Middleware, Watch } from "../contract/context.ts";
import { FaultError } from "../contract/fault-error.ts";
import { UNREAD, UNREAD_MS } from "../contract/unread.ts";
import { LONGEST_MS, unref } from "../lib/clock.ts";

/** How long usage may come after the finish, in milliseconds. */
const GRACE_MS = 500;
/** How long the body of an error may take: its status says most of it, in milliseconds. */
const ERROR_MS = 5_000;
/** A timer this late was held up by a busy or frozen process, and the answer may have come meanwhile, in milliseconds. */
const LATE_MS = 50;
/** One this late was not busy but stood still: a frozen function, a suspended machine. That time is nobody's, in milliseconds. */
const STOOD_MS = 1000;
/** A timer runs at least this often, so that standing still is noticed within an allowance too, in milliseconds. */
const BEAT_MS = 1000;

/** Milliseconds each allowance lasts for one attempt; Infinity where it is off. */
export interface Allowances {
  readonly connectMs: number;
  readonly firstTokenMs: number;
  /** First token and idle are the call's own `timeout`. */
  readonly byCall: boolean;
  readonly idleMs: number;
  readonly totalMs: number;
  /** What is to be left of the call's deadline for the next target; holds until commit, when no other will be asked. */
  readonly shareMs: number;
}

type Running = "first_token" | "idle" | "share" | "total" | "grace" | "unread" | "error";
type Phase = Exclude<Running, "grace" | "unread" | "error">;

/** One attempt's allowances on one timer: it is armed for the earliest end or the next beat, and re-armed when that has moved on. */
class AttemptTimer implements Watch {
  readonly #clock: Clock;
  readonly #allow: Allowances;
  readonly #context: AttemptContext;
  readonly #ends: Record<Running, number>;
  #handle: TimerHandle | undefined;
  #firesAt = Infinity;
  #onGrace: (() => void) | undefined;
  #committed = false;
  /** The answer has its finish: it cannot be too late any more. */
  #finishing = false;
  #spared = false;
  #stoodMs = 0;
  /** Whether the next timer keeps the process running: as long as somebody waits. */
  #held = true;
  #stopped = false;
  /** Silence still allowed; runs only while somebody waits, and starts anew with each content. */
  #idleLeftMs: number;
  #waiting: boolean;
  /** Content has come since somebody began to wait. */
  #renewed = false;

  constructor(clock: Clock, allow: Allowances, context: AttemptContext) {
    const now = clock.now();
    this.#clock = clock;
    this.#allow = allow;
    this.#context = context;
    this.#idleLeftMs = allow.idleMs;
    this.#waiting = !context.stream;
    this.#ends = {
      first_token: now + allow.firstTokenMs,
      idle: Infinity,
      share: now + allow.shareMs,
      total: now + allow.totalMs,
      grace: Infinity,
      unread: Infinity,
      error: Infinity,
    };
    this.#arm();
  }

  /** Asked after a pause, before the timer has run: what arrived meanwhile is read first. */
  get stoodMs(): number {
    const lateMs = this.#clock.now() - this.#firesAt;
    return this.#stoodMs + (lateMs > STOOD_MS ? lateMs : 0);
  }

  headers(): void {
    if ((this.#context.wire.status ?? 0) >= 300) {
      this.#ends.error = this.#now() + Math.min(ERROR_MS, this.#allow.idleMs);
      this.#arm();
    }
    if (this.#context.stream) return;
    this.#ends.first_token = Infinity;
    this.progress();
  }

  progress(): void {
    this.#ends.grace = Infinity;
    this.#finishing = false;
    if (this.#context.stream && !this.#committed) return;
    this.#idleLeftMs = this.#allow.idleMs;
    if (!this.#waiting) return;
    // Whoever pulls a stream stops waiting with each event, and asks anew: the time is not needed before that.
    if (this.#context.stream) {
      this.#renewed = true;
      return;
    }
    this.#ends.idle = this.#now() + this.#idleLeftMs;
    this.#arm();
  }

  commit(): void {
    this.#committed = true;
    this.#ends.first_token = Infinity;
    this.#ends.share = Infinity;
    this.#ends.unread = this.#now() + UNREAD_MS;
    this.#held = false;
    this.#arm();
    unref(this.#handle);
  }

  waiting(yes: boolean): void {
    this.#ends.unread = Infinity;
    const spent = this.#waiting && !yes && !this.#finishing && !this.#renewed;
    if (spent) {
      const now = this.#now();
      this.#idleLeftMs = Math.max(0, this.#ends.idle - now);
    }
    this.#renewed = false;
    this.#waiting = yes;
    this.#held = yes;
    this.#ends.idle = yes && !this.#finishing ? this.#now() + this.#idleLeftMs : Infinity;
    if (!yes) return;
    this.#arm();
    (this.#handle as { ref?: () => void } | undefined)?.ref?.();
  }

  finishing(onGrace: () => void): void {
    this.#onGrace = onGrace;
    this.#finishing = true;
    this.#ends.idle = Infinity;
    this.#ends.grace = this.#now() + GRACE_MS;
    this.#arm();
  }

  stop(): void {
    this.#stoodMs = this.stoodMs;
    if (this.#handle !== undefined) this.#clock.clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#firesAt = Infinity;
    this.#stopped = true;
  }

  /** The time an end is counted from: a pause the late timer has not told of yet belongs to the ends set before it. */
  #now(): number {
    const now = this.#clock.now();
    const lateMs = now - this.#firesAt;
    if (lateMs > STOOD_MS) {
      this.#clock.clearTimeout(this.#handle!);
      this.#handle = undefined;
      this.#firesAt = Infinity;
      this.#goOn(lateMs);
    }
    return now;
  }

  #arm(): void {
    const { first_token, idle, share, total, grace, unread, error } = this.#ends;
    const end = Math.min(first_token, idle, share, total, grace, unread, error);
    if (end >= this.#firesAt || this.#stopped) return;
    if (this.#handle !== undefined) this.#clock.clearTimeout(this.#handle);
    this.#wake(Math.min(Math.max(0, end - this.#clock.now()), BEAT_MS));
  }

  #wake(ms: number): void {
    this.#firesAt = this.#clock.now() + ms;
    this.#handle = this.#clock.setTimeout(() => this.#fire(), ms);
    if (!this.#held) unref(this.#handle);
  }

  #fire(): void {
    const now = this.#clock.now();
    const lateMs = now - this.#firesAt;
    this.#handle = undefined;
    this.#firesAt = Infinity;
    if (lateMs > STOOD_MS) {
      this.#goOn(lateMs);
      return;
    }
    const over = (Object.keys(this.#ends) as Running[]).find((running) => this.#ends[running] <= now);
    if (over === undefined) this.#arm();
    else if (lateMs > LATE_MS && !this.#spared) this.#spare();
    else this.#expire(over);
  }

  /** The allowances have left what they had when the process stopped. */
  #goOn(stoodMs: number): void {
    this.#stoodMs += stoodMs;
    for (const running of Object.keys(this.#ends) as Running[]) this.#ends[running] += stoodMs + LATE_MS;
    this.#arm();
  }

  /** Once: what has arrived is read before the allowance is looked at again. */
  #spare(): void {
    this.#spared = true;
    this.#wake(LATE_MS);
  }

  #expire(over: Running): void {
    this.#ends[over] = Infinity;
    const { endError } = this.#context.wire;
    if (over === "grace" || (this.#finishing && over !== "unread")) this.#onGrace?.();
    else if (over === "error" || endError) {
      endError?.();
      this.#arm();
    } else this.#context.controller.abort(over === "unread" ? new FaultError(UNREAD) : this.#timeout(over));
  }

  #timeout(phase: Phase): FaultError {
    const message = explain(phase, this.#allow, this.#context.stream);
    if (phase !== "share") return new FaultError({ kind: "timeout", phase, message });
    return new FaultError({ kind: "timeout", phase: "total", message, curtailed: true });
  }
}

function explain(phase: Phase, allow: Allowances, stream: boolean): string {
  const texts = {
    first_token: `${stream ? "no content" : "no response head"} within ${allow.firstTokenMs} ms (${allow.byCall ? "the call's timeout" : "timeouts.firstTokenMs"})`,
    idle: `silent for ${allow.idleMs} ms (${allow.byCall ? "the call's timeout" : "timeouts.idleMs"})`,
    share: `not done within ${Math.round(allow.shareMs)} ms; the rest of the call's deadline is kept for the next target`,
    total: `not done within ${allow.totalMs} ms (timeouts.totalMs)`,
  };
  return texts[phase];
}

/** Bounds one attempt: first content, silence, and all of it. */
export function timeoutsLayer(
  clock: Clock,
  allowances: (context: AttemptContext) => Allowances,
): Middleware<AttemptContext> {
  return function timeouts(context, next) {
    const allow = allowances(context);
    const timer = new AttemptTimer(clock, allow, context);
    context.connectMs = Math.min(allow.connectMs, LONGEST_MS);
    context.watch = timer;
    // Not assigned one by one: V8 takes a function literal that is for a method, and makes it in old space, with all it holds.
    Object.assign(context.wire, { onHeaders: () => timer.headers(), onBytes: () => timer.progress() });
    context.defer(() => timer.stop());
    return next(context);
  };
}
