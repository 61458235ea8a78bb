import type { Breaker, BreakerOptions, CircuitState, Permit, Refusal, Reluctance } from "../contract/breaker.ts";
import type { Clock } from "../contract/clock.ts";
import { isSame } from "../lib/same.ts";
import { type Lease, leaseFrom } from "./lease.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { pauseMs } from "./pause.ts";
import { type Place, Rows } from "./rows.ts";
import { type BreakerSettings, settingsOf } from "./settings.ts";
import { Silence } from "./silence.ts";
import { SlowStart } from "./slow-start.ts";

export interface BreakerParts {
  /** The target's id. */
  readonly name: string;
  readonly settings: BreakerOptions;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Called after each change of state. `openUntil` is given when the circuit has opened for a time. Must not throw. */
  onChange(from: CircuitState, to: CircuitState, openUntil: number | undefined): void;
}

type Verdict = Parameters<Permit["settle"]>[0];

/**
 * One target's circuit. opossum is the ledger: it counts outcomes in its sliding window, holds open or closed, and opens
 * when a failure brings the failures to `errorThresholdPercentage` or more of at least `volumeThreshold` outcomes.
 * Admission is decided here, since opossum's half-open state waits on a real timer, has no way back from a probe that
 * never ends, and is closed or reopened by calls begun before the outage.
 *
 * - The circuit also opens at `consecutiveFailures` in a row, however old the first of them (see `Rows`). A success begun
 *   before the first of them does not end the row: as an outage begins, what was under way still ends well.
 * - After its pause one probe is let through, until it settles or its lease ends, which counts as a failed probe.
 *   A good probe closes the circuit and empties the window; a bad one, forced or not, begins the pause anew.
 * - A streamed probe closes it with its first content, and is then watched to its end, or for as long as a success usually
 *   takes. Meanwhile others that can go elsewhere do. If it breaks off, the circuit opens again at once.
 * - A permit counts only within the epoch it belongs to: from one opening or closing to the next.
 * - A closed circuit may be reluctant: its target is silent, or has just come back and has its hands full. Whoever can go
 *   elsewhere should.
 * - All states are functions of the clock, worked out when somebody looks: there is no timer.
 */
export function createBreaker(parts: BreakerParts): Breaker {
  return new Circuit(parts);
}

class Circuit implements Breaker {
  readonly #parts: BreakerParts;
  #settings: BreakerSettings;
  #ledger: Ledger | undefined;
  /** As last announced; an open circuit whose pause is over is shown as half open before its probe comes. */
  #state: CircuitState = "closed";
  #isolated = false;
  #epoch = 0;
  #openUntil: number | undefined;
  #pauseMs = 0;
  #lease: Lease | undefined;
  /** When the outage began that lasts, or was the last. */
  #trippedAt = 0;
  readonly #rows = new Rows();
  #lastFailureAt: number | undefined;
  #silence: Silence | undefined;
  #slowStart: SlowStart | undefined;

  constructor(parts: BreakerParts) {
    this.#parts = parts;
    this.#settings = settingsOf(parts.settings);
    if (this.#settings.silence) this.#silence = new Silence();
  }

  get state(): CircuitState {
    const now = this.#refresh();
    return this.#state === "open" && now >= (this.#openUntil ?? Infinity) ? "half_open" : this.#state;
  }

  get openUntil(): number | undefined {
    this.#refresh();
    return this.#openUntil;
  }

  get lastFailureAt(): number | undefined {
    this.#refresh();
    return this.#lastFailureAt;
  }

  look(): Refusal | undefined {
    return this.#refusal(this.#refresh(), false);
  }

  reluctance(): Reluctance | undefined {
    const now = this.#refresh();
    if (this.#state !== "closed") return undefined;
    if (this.#silence?.isOn(now, this.#settings.resetTimeoutMs)) return "silent";
    return this.#slowStartAt(now)?.isFull(now) ? "recovering" : undefined;
  }

  acquire({ leaseMs, forced = false, stream = false }: Parameters<Breaker["acquire"]>[0]): Permit | Refusal {
    const now = this.#refresh();
    const refusal = this.#refusal(now, forced);
    if (refusal) return refusal;
    if (this.#state === "closed") return this.#permit({ probe: false, stream }, now);
    this.#lease = leaseFrom(now, leaseMs);
    this.#announce("half_open");
    return this.#permit({ probe: true, stream }, now);
  }

  open(): void {
    if (this.#isolated) return;
    const now = this.#refresh();
    this.#ledgerAt(now).open();
    this.#trip(now);
  }

  close(): void {
    this.#recover(this.#refresh());
  }

  halfOpen(): void {
    const now = this.#refresh();
    if (this.#lease === undefined && this.#openUntil !== undefined) this.#openUntil = Math.min(this.#openUntil, now);
  }

  isolate(): void {
    this.#ledgerAt(this.#refresh()).open();
    this.#isolated = true;
    this.#turnEpoch(undefined);
    this.#announce("open");
  }

  adopt(options: BreakerOptions): void {
    const settings = settingsOf(options);
    if (isSame(settings, this.#settings)) return;
    this.#settings = settings;
    this.#silence = settings.silence ? (this.#silence ?? new Silence()) : undefined;
    this.shutdown();
    this.#ledger = undefined;
  }

  shutdown(): void {
    this.#ledger?.shutdown();
  }

  #refusal(now: number, forced: boolean): Refusal | undefined {
    if (this.#isolated) return { refused: "isolated" };
    if (this.#openUntil === undefined) return undefined;
    const wait = this.#openUntil - now;
    if (this.#lease === undefined && (forced || wait <= 0)) return undefined;
    return { refused: "open", ...(wait > 0 && { retryAfterMs: wait }) };
  }

  #permit({ probe, stream }: { probe: boolean; stream: boolean }, begun: number): Permit {
    let epoch = this.#epoch;
    let settled = false;
    let heard = false;
    let probing = probe;
    let watched: SlowStart | undefined;
    const place = this.#rows.begin();
    const waiting = this.#silence?.begin(stream, begun);
    const slowStart = this.#slowStartAt(begun);
    slowStart?.begin();
    return {
      probe,
      settle: (verdict, stoodMs = 0) => {
        if (settled) return;
        settled = true;
        this.#rows.end(place);
        slowStart?.end(verdict);
        if (probing && epoch === this.#epoch) this.#prolong(stoodMs);
        const now = this.#refresh();
        if (waiting && verdict === "ok") this.#silence?.sign(waiting, now, !heard && stoodMs === 0);
        else if (waiting) this.#silence?.end(waiting);
        if (epoch !== this.#epoch) return;
        if (probing) this.#judge(verdict, now);
        else if (verdict === "failed" && watched?.isWatching(now)) this.#relapse(now);
        else this.#record(verdict, place, now, now - begun - stoodMs);
        watched?.trust();
      },
      commit: (stoodMs = 0) => {
        if (settled) return;
        if (probing && epoch === this.#epoch) this.#prolong(stoodMs);
        const now = this.#refresh();
        if (waiting) this.#silence?.sign(waiting, now, !heard && stoodMs === 0);
        heard = true;
        if (!probing || epoch !== this.#epoch) return;
        probing = false;
        this.#recover(now);
        epoch = this.#epoch;
        watched = this.#slowStart;
        watched?.watch(now, Math.min(this.#rows.usualMs, this.#settings.resetTimeoutMs));
      },
    };
  }

  /** An outcome of the closed circuit. */
  #record(verdict: Verdict, place: Place, now: number, ms: number): void {
    if (verdict === "neutral") return;
    const ledger = this.#ledgerAt(now);
    ledger.record(verdict, now);
    if (verdict === "ok") {
      this.#rows.succeed(place, ms);
      return;
    }
    this.#lastFailureAt = now;
    this.#rows.fail(place, now);
    if (this.#rows.isOutage(now, this.#settings.consecutiveFailures)) ledger.open();
    if (ledger.opened) this.#trip(now);
  }

  /** The outcome of the probe. A neutral one proves nothing: the next attempt is a probe again. */
  #judge(verdict: Verdict, now: number): void {
    if (verdict === "ok") this.#recover(now);
    else if (verdict === "failed") this.#fail(now);
    else {
      this.#lease = undefined;
      if (now < (this.#openUntil ?? now)) this.#announce("open");
    }
  }

  #trip(now: number): void {
    this.#trippedAt = now;
    this.#pause(now);
  }

  /** The stream that closed the circuit has broken off. */
  #relapse(now: number): void {
    this.#ledgerAt(now).open();
    this.#fail(now);
  }

  #fail(at: number): void {
    this.#lastFailureAt = at;
    this.#pause(at);
  }

  #pause(from: number): void {
    this.#pauseMs = pauseMs(from - this.#trippedAt, this.#settings, this.#parts.random());
    this.#turnEpoch(from + this.#pauseMs);
    this.#announce("open");
  }

  #recover(now: number): void {
    if (this.#state !== "closed") this.#slowStart = new SlowStart(now, this.#settings.slowStartMs);
    this.#ledger?.close(now);
    this.#isolated = false;
    this.#turnEpoch(undefined);
    this.#announce("closed");
  }

  #slowStartAt(now: number): SlowStart | undefined {
    if (this.#slowStart?.isOver(now)) this.#slowStart = undefined;
    return this.#slowStart;
  }

  /** Voids all permits. */
  #turnEpoch(openUntil: number | undefined): void {
    this.#epoch += 1;
    this.#silence?.clear();
    this.#lease = undefined;
    this.#slowStart?.trust();
    this.#rows.clear();
    this.#openUntil = openUntil;
  }

  /** The time the process stood still is not the probe's, if it reports before anybody else looks. */
  #prolong(stoodMs: number): void {
    if (this.#lease !== undefined) this.#lease.until += stoodMs;
  }

  /** Brings the state up to the present: a lease may have ended, and a clock that was set back must not prolong a wait. */
  #refresh(): number {
    const now = this.#parts.clock.now();
    if (this.#openUntil !== undefined) this.#openUntil = Math.min(this.#openUntil, now + this.#pauseMs);
    if (this.#lease !== undefined) {
      this.#lease.until = Math.min(this.#lease.until, now + this.#lease.ms);
      if (this.#lease.until <= now) this.#fail(this.#lease.until);
    }
    return now;
  }

  #ledgerAt(now: number): Ledger {
    this.#ledger ??= createLedger(this.#parts.name, this.#settings, now);
    return this.#ledger;
  }

  #announce(to: CircuitState): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.#parts.onChange(from, to, to === "open" ? this.#openUntil : undefined);
  }
}
