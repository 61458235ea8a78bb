import CircuitBreaker from "opossum";
import type { BreakerOptions } from "../contract/breaker.ts";

/** Outcomes of the last `windowMs`, and whether too many of them are failures. Moves only when told to. */
export interface Ledger {
  /** True once failures have reached the threshold, or after `open()`. Nothing may be recorded until `close()`. */
  readonly opened: boolean;
  record(outcome: "ok" | "failed", now: number): void;
  open(): void;
  /** Closes, and forgets all outcomes. */
  close(now: number): void;
  shutdown(): void;
}

export type LedgerSettings = Required<
  Pick<BreakerOptions, "errorThresholdPercentage" | "volumeThreshold" | "windowMs">
>;

const BUCKETS = 10;
const FAILED = new Error("the attempt failed");
/** Bridges opossum's strict comparison (exactly the threshold stays closed): here the threshold reached is enough. */
const SLACK = 1e-9;

/**
 * An opossum circuit that is fired with outcomes that have already happened, never with attempts.
 *
 * opossum counts fires, calls that it rejects while open and calls in flight among them; fired with outcomes alone, its
 * rate is failures over outcomes. An action that throws is counted, and opens the circuit, before `fire` returns. Of a
 * success it is told by the two events that `fire` itself makes of one: no promise has to be made for that. Its timers are
 * not used: the window turns by the caller's time, and the `open` listeners, one of which arms the reset timer, are removed.
 */
export function createLedger(name: string, settings: LedgerSettings, now: number): Ledger {
  const turn = createTurn();
  const circuit = new CircuitBreaker(
    () => {
      throw FAILED;
    },
    {
      name,
      timeout: false,
      volumeThreshold: settings.volumeThreshold,
      errorThresholdPercentage: settings.errorThresholdPercentage - SLACK,
      rollingCountTimeout: settings.windowMs,
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: turn.controller,
    },
  );
  circuit.removeAllListeners("open");
  const bucketMs = settings.windowMs / BUCKETS;
  let since = now;

  function turnTo(time: number): void {
    const steps = Math.floor((time - since) / bucketMs);
    for (let i = Math.min(steps, BUCKETS); i > 0; i -= 1) turn.once();
    since += steps * bucketMs;
  }

  return {
    get opened() {
      return circuit.opened;
    },
    record(outcome, time) {
      turnTo(time);
      // opossum keeps every latency of the window, with its percentiles off too.
      circuit.status.window[0]!.latencyTimes.length = 0;
      if (outcome === "failed") circuit.fire().catch(() => {});
      else {
        circuit.emit("fire", []);
        circuit.emit("success", undefined, 0);
      }
    },
    open: () => circuit.open(),
    close(time) {
      circuit.close();
      for (let i = 0; i < BUCKETS; i += 1) turn.once();
      since = time;
    },
    shutdown: () => circuit.shutdown(),
  };
}

type Controller = NonNullable<CircuitBreaker.Options["rotateBucketController"]>;

/** Stands in for the emitter whose `rotate` event turns opossum's window: keeps the one listener, to be called by hand. */
function createTurn(): { controller: Controller; once(): void } {
  let rotate: (() => void) | undefined;
  const controller = {
    listenerCount: () => (rotate ? 1 : 0),
    on: (_event: string, listener: () => void) => {
      rotate = listener;
    },
    removeListener: () => {
      rotate = undefined;
    },
  };
  return { controller: controller as unknown as Controller, once: () => rotate?.() };
}
