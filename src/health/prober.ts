import type { Clock, TimerHandle } from "../contract/clock.ts";
import { unref } from "../lib/clock.ts";
import { untilAborted } from "../lib/race.ts";

export interface ProberParts {
  /** How often a provider is asked; undefined for those that are not. */
  intervalMs(provider: string): number | undefined;
  /** The cheap request: rejects if the provider did not answer it. */
  ask(provider: string, signal: AbortSignal): Promise<unknown>;
  /** It has not answered, twice in a row. Told with each probe that finds it so. */
  onDead(provider: string): void;
  /** It answers again. */
  onAlive(provider: string): void;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}

/** What probes and calls have found out about a provider. */
export interface ProbeState {
  /** False once two probes in a row have had no answer, until it answers again. */
  readonly answers: boolean;
  /** Unix milliseconds of its latest answer, to a call or a probe. */
  readonly answeredAt?: number;
}

/** What is known of one provider. */
interface Watched {
  readonly intervalMs: number;
  usedAt: number;
  heardAt: number;
  /** Of its latest answer to a call or a probe. */
  answeredAt: number | undefined;
  dueAt: number;
  timer: TimerHandle | undefined;
  asking: boolean;
  dead: boolean;
}

/** Longest wait for an answer, in milliseconds. */
const PATIENCE_MS = 5000;
/** Part of an interval by which processes are spread, so that they do not ask together. */
const SPREAD = 0.2;
/** Intervals, and milliseconds, for which a provider counts as in use after the last call that could have gone there. */
const IN_USE = { intervals: 10, atLeastMs: 60_000 };

/**
 * Asks the providers in use whether they are there, and keeps a connection to each open. One that has answered a call within
 * the interval is not asked. No timer keeps the process alive; where timers stop, as between the requests of a serverless
 * function, the next call makes up for what is overdue.
 */
export class Prober {
  readonly #parts: ProberParts;
  readonly #watched = new Map<string, Watched>();
  readonly #controller = new AbortController();

  constructor(parts: ProberParts) {
    this.#parts = parts;
  }

  /** A call begins that may go to these. */
  use(providers: Iterable<string>): void {
    const now = this.#parts.clock.now();
    for (const provider of providers) {
      const watched = this.#watch(provider, now);
      if (watched === undefined || this.#controller.signal.aborted) continue;
      watched.usedAt = now;
      if (watched.timer === undefined) this.#arm(provider, watched);
      else if (now > watched.dueAt + watched.intervalMs) void this.#tick(provider, watched);
    }
  }

  /** It has answered a call. */
  heard(provider: string): void {
    const watched = this.#watched.get(provider);
    if (watched === undefined) return;
    watched.heardAt = this.#parts.clock.now();
    watched.answeredAt = watched.heardAt;
    if (!watched.dead) return;
    watched.dead = false;
    this.#parts.onAlive(provider);
  }

  /** What is known of a provider that is or was in use. */
  stateOf(provider: string): ProbeState | undefined {
    const watched = this.#watched.get(provider);
    if (watched === undefined) return undefined;
    const { dead, answeredAt } = watched;
    return { answers: !dead, ...(answeredAt !== undefined && { answeredAt }) };
  }

  close(): void {
    this.#controller.abort();
    for (const { timer } of this.#watched.values()) if (timer !== undefined) this.#parts.clock.clearTimeout(timer);
  }

  #watch(provider: string, now: number): Watched | undefined {
    const known = this.#watched.get(provider);
    if (known !== undefined) return known;
    const intervalMs = this.#parts.intervalMs(provider);
    if (intervalMs === undefined) return undefined;
    const made = {
      intervalMs,
      usedAt: now,
      heardAt: -Infinity,
      answeredAt: undefined,
      dueAt: 0,
      timer: undefined,
      asking: false,
      dead: false,
    };
    this.#watched.set(provider, made);
    return made;
  }

  #arm(provider: string, watched: Watched): void {
    const { clock, random } = this.#parts;
    const ms = watched.intervalMs * (1 - SPREAD * random());
    if (watched.timer !== undefined) clock.clearTimeout(watched.timer);
    watched.dueAt = clock.now() + ms;
    watched.timer = clock.setTimeout(() => void this.#tick(provider, watched), ms);
    unref(watched.timer);
  }

  async #tick(provider: string, watched: Watched): Promise<void> {
    const { clock } = this.#parts;
    const idleMs = clock.now() - watched.usedAt;
    const inUse = idleMs < Math.max(IN_USE.intervals * watched.intervalMs, IN_USE.atLeastMs);
    if (inUse) this.#arm(provider, watched);
    else watched.timer = undefined;
    if (!inUse || watched.asking || clock.now() - watched.heardAt < watched.intervalMs) return;
    watched.asking = true;
    // Once is chance: a kept connection may have been closed just then.
    const answers = (await this.#answers(provider, watched)) || (await this.#answers(provider, watched));
    watched.asking = false;
    if (this.#controller.signal.aborted) return;
    const wasDead = watched.dead;
    watched.dead = !answers;
    if (answers) watched.answeredAt = clock.now();
    if (!answers) this.#parts.onDead(provider);
    else if (wasDead) this.#parts.onAlive(provider);
  }

  async #answers(provider: string, { intervalMs }: Watched): Promise<boolean> {
    if (this.#controller.signal.aborted) return false;
    const { clock, ask } = this.#parts;
    const controller = new AbortController();
    const stop = () => controller.abort();
    this.#controller.signal.addEventListener("abort", stop);
    const timer = clock.setTimeout(stop, Math.min(PATIENCE_MS, intervalMs));
    unref(timer);
    try {
      await untilAborted(ask(provider, controller.signal), controller);
      return true;
    } catch {
      return false;
    } finally {
      clock.clearTimeout(timer);
      this.#controller.signal.removeEventListener("abort", stop);
    }
  }
}
