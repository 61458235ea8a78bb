import CircuitBreaker from "opossum";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createLedger } from "../../src/breaker/ledger.ts";

afterEach(() => vi.restoreAllMocks());

const settings = {
  errorThresholdPercentage: 50,
  volumeThreshold: 1000,
  windowMs: 10_000,
  resetTimeoutMs: 10_000,
  maxResetTimeoutMs: 300_000,
};

/** A ledger, and the opossum circuit beneath it, found at the first event it makes. */
function observed() {
  const told = vi.spyOn(CircuitBreaker.prototype, "emit");
  const ledger = createLedger("a/m", settings, 0);
  return { ledger, circuit: () => told.mock.contexts[0] as unknown as CircuitBreaker };
}

describe("createLedger", () => {
  it("keeps its counts in opossum, one fire per outcome", async () => {
    const { ledger, circuit } = observed();
    for (const outcome of ["ok", "failed", "ok"] as const) ledger.record(outcome, 0);
    expect(circuit().stats).toMatchObject({ fires: 3, failures: 1 });
    await Promise.resolve();
    expect(circuit().stats).toMatchObject({ fires: 3, failures: 1, successes: 2, rejects: 0, timeouts: 0 });
  });

  it("turns opossum's window by the time it is told", () => {
    const { ledger, circuit } = observed();
    const fires = () => circuit().status.window.map((bucket) => bucket.fires);
    ledger.record("ok", 0);
    ledger.record("ok", 999);
    ledger.record("ok", 3500);
    expect(fires()).toEqual([1, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
    ledger.record("ok", 10_000);
    expect(fires()).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    ledger.record("ok", 1e12);
    expect(fires()).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("empties the window when it closes", () => {
    const { ledger, circuit } = observed();
    for (let second = 0; second < 10; second += 1) ledger.record("failed", second * 1000);
    ledger.open();
    expect(ledger.opened).toBe(true);
    ledger.close(20_000);
    expect(ledger.opened).toBe(false);
    expect(circuit().stats).toMatchObject({ fires: 0, failures: 0 });
  });

  it("keeps no latencies, and has opossum sort none", async () => {
    const { ledger, circuit } = observed();
    for (let i = 0; i < 500; i += 1) {
      ledger.record(i % 3 === 0 ? "failed" : "ok", 0);
      await Promise.resolve();
    }
    expect(circuit().status.window.flatMap((bucket) => bucket.latencyTimes).length).toBeLessThanOrEqual(2);
    expect(circuit().stats.latencyMean).toBe(-1);
  });
});
