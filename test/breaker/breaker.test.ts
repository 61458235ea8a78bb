import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bench } from "./bench.ts";

afterEach(() => vi.restoreAllMocks());

describe("opening", () => {
  it("opens at five failures in a row, within the call that settles the fifth", () => {
    const { breaker, run, changes } = bench();
    run("ffff");
    expect(breaker.state).toBe("closed");
    run("f");
    expect(breaker.state).toBe("open");
    expect(breaker.acquire({ leaseMs: 1 })).toEqual({ refused: "open", retryAfterMs: 10_000 });
    expect(changes).toEqual(["closed>open 10000"]);
  });

  it("counts failures in a row however old they are, and a success ends the row", () => {
    const { breaker, clock, run } = bench();
    run("ffffofff");
    clock.advance(3_600_000);
    run("f");
    expect(breaker.state).toBe("closed");
    clock.advance(3_600_000);
    run("f");
    expect(breaker.state).toBe("open");
  });

  it("is not kept closed by successes begun before the failures in a row", () => {
    const { breaker, run, permit } = bench({ volumeThreshold: 1000, consecutiveFailures: 5 });
    const before = [permit(), permit()];
    run("fff");
    for (const attempt of before) attempt.settle("ok");
    run("f");
    expect(breaker.state).toBe("closed");
    run("f");
    expect(breaker.state).toBe("open");
  });

  it("waits for attempts that later ones have overtaken, as long as a success takes at most", () => {
    const { breaker, clock, run, permit } = bench({ volumeThreshold: 1000, consecutiveFailures: 5 });
    const slow = permit();
    clock.advance(400);
    slow.settle("ok");
    run("f");
    const open = permit();
    run("fffffff");
    expect(breaker.state).toBe("closed");
    open.settle("ok");
    run("ffff");
    permit();
    run("fff");
    expect(breaker.state).toBe("closed");
    clock.advance(1300);
    run("f");
    expect(breaker.state).toBe("closed");
    clock.advance(100);
    run("f");
    expect(breaker.state).toBe("open");
  });

  it("waits for nobody where failures come in the order of their requests", () => {
    const { breaker, run, permit } = bench({ volumeThreshold: 1000, consecutiveFailures: 5 });
    run("f");
    const open = Array.from({ length: 40 }, () => permit());
    for (const next of open.slice(0, 3)) next.settle("failed");
    expect(breaker.state).toBe("closed");
    open[3]!.settle("failed");
    expect(breaker.state).toBe("open");
  });

  it("lets one straggler pass with every further row", () => {
    const { breaker, run, permit } = bench({ volumeThreshold: 1000, consecutiveFailures: 5 });
    run("f");
    permit();
    run("ffffffff");
    expect(breaker.state).toBe("closed");
    run("f");
    expect(breaker.state).toBe("open");
  });

  it("opens when exactly the threshold is reached", () => {
    const { breaker, run } = bench();
    run("ofofofofo");
    expect(breaker.state).toBe("closed");
    run("f");
    expect(breaker.state).toBe("open");
  });

  it("stays closed below the threshold, and below the volume", () => {
    const { breaker, run } = bench();
    run("ofofofof");
    expect(breaker.state).toBe("closed");
    run("oo");
    run("ofofof");
    expect(breaker.state).toBe("closed");
  });

  it.each([
    [29, 100],
    [57, 100],
    [1, 3],
  ])("reaches %i of %i in spite of rounding", (failed, of) => {
    const { breaker, run } = bench({ errorThresholdPercentage: (failed / of) * 100, volumeThreshold: of });
    run("o".repeat(of - failed) + "f".repeat(failed - 1));
    expect(breaker.state).toBe("closed");
    run("f");
    expect(breaker.state).toBe("open");
  });

  it("is not diluted by attempts in flight or by refusals", () => {
    const { breaker, clock, run, permit } = bench({ consecutiveFailures: false });
    for (let i = 0; i < 20; i += 1) permit();
    run("ffffffffff");
    expect(breaker.state).toBe("open");
    for (let i = 0; i < 99; i += 1) breaker.acquire({ leaseMs: 1 });
    clock.advance(10_000);
    run("o");
    run("ffffffffff");
    expect(breaker.state).toBe("open");
  });

  it("forgets outcomes that have left the window", () => {
    const { breaker, clock, run } = bench({ consecutiveFailures: false });
    run("fffff");
    clock.advance(9000);
    run("ffff");
    clock.advance(1000);
    run("fffff");
    expect(breaker.state).toBe("closed");
    run("f");
    expect(breaker.state).toBe("open");
  });

  it("does not count neutral outcomes, neither for nor against", () => {
    const { breaker, run } = bench();
    run("ofofofofo".replaceAll("f", "fnnn"));
    expect(breaker.state).toBe("closed");
    run("nnnn");
    run("f");
    expect(breaker.state).toBe("open");
    const other = bench();
    other.run("ffffnf");
    expect(other.breaker.state).toBe("open");
  });

  it("has no rule for failures in a row where only the volume is given, or where it is turned off", () => {
    for (const settings of [{ volumeThreshold: 20 }, { consecutiveFailures: false } as const]) {
      const { breaker, run } = bench(settings);
      run("ffffffff");
      expect(breaker.state).toBe("closed");
    }
    const both = bench({ volumeThreshold: 20, consecutiveFailures: 2 });
    both.run("ff");
    expect(both.breaker.state).toBe("open");
  });

  it("counts a permit once", () => {
    const { breaker, permit } = bench({ consecutiveFailures: 2 });
    const only = permit();
    only.settle("failed");
    only.settle("failed");
    only.settle("failed");
    expect(breaker.state).toBe("closed");
    const good = permit();
    good.settle("neutral");
    good.settle("failed");
    expect(breaker.state).toBe("closed");
  });

  it("remembers the latest counted failure", () => {
    const { breaker, clock, run } = bench();
    expect(breaker.lastFailureAt).toBeUndefined();
    run("f");
    const at = clock.now();
    clock.advance(500);
    run("on");
    expect(breaker.lastFailureAt).toBe(at);
  });
});

describe("pausing", () => {
  it("waits the same after each failed probe, so that whoever comes back is asked within one pause", () => {
    const { breaker, clock, run, changes } = bench();
    run("fffff");
    for (let probes = 0; probes < 10; probes += 1) {
      expect(breaker.openUntil).toBe(clock.now() + 10_000);
      clock.advance(9999);
      expect(breaker.look()).toEqual({ refused: "open", retryAfterMs: 1 });
      clock.advance(1);
      run("f");
    }
    expect(changes.slice(0, 4)).toEqual([
      "closed>open 10000",
      "open>half_open",
      "half_open>open 10000",
      "open>half_open",
    ]);
  });

  it("waits a tenth of how long the outage has lasted when that is more, up to the longest pause", () => {
    const { breaker, clock, run } = bench({ maxResetTimeoutMs: 60_000 }, () => 1 - Number.EPSILON);
    run("fffff");
    for (const [onMs, pause] of [
      [200_000, 20_000],
      [200_000, 40_000],
      [600_000, 60_000],
    ] as const) {
      clock.advance(onMs);
      run("f");
      expect(breaker.openUntil).toBe(clock.now() + pause);
    }
  });

  it("begins with the first pause again after a recovery", () => {
    const { breaker, clock, run } = bench({}, () => 1 - Number.EPSILON);
    run("fffff");
    clock.advance(1_000_000);
    run("f");
    expect(breaker.openUntil).toBe(clock.now() + 100_000);
    clock.advance(100_000);
    run("o");
    expect(breaker.state).toBe("closed");
    expect(breaker.openUntil).toBeUndefined();
    run("fffff");
    expect(breaker.openUntil).toBe(clock.now() + 10_000);
  });

  it("does not wait longer when the clock is set back", () => {
    const { breaker, clock, run, permit } = bench();
    run("fffff");
    clock.advance(-3_600_000);
    expect(breaker.look()).toEqual({ refused: "open", retryAfterMs: 10_000 });
    clock.advance(10_000);
    permit();
    clock.advance(-3_600_000);
    breaker.look();
    clock.advance(1000);
    expect(breaker.state).toBe("open");
    clock.advance(20_000);
    run("o");
    clock.advance(-3_600_000);
    run("ofofofofo");
    clock.advance(10_000);
    run("f");
    expect(breaker.state).toBe("closed");
  });
});

describe("probing", () => {
  const LONG = 3_600_000;

  it("shows half open when the pause is over, and lets exactly one probe through", () => {
    const { breaker, clock, run, permit, changes } = bench();
    run("fffff");
    clock.advance(10_000);
    expect(breaker.state).toBe("half_open");
    expect(breaker.look()).toBeUndefined();
    expect(permit().probe).toBe(true);
    expect(breaker.look()).toEqual({ refused: "open" });
    expect(breaker.acquire({ leaseMs: 1 })).toEqual({ refused: "open" });
    expect(breaker.acquire({ leaseMs: 1, forced: true })).toEqual({ refused: "open" });
    expect(changes).toEqual(["closed>open 10000", "open>half_open"]);
  });

  it("closes after a good probe, with an empty window", () => {
    const { breaker, clock, run, changes } = bench({ consecutiveFailures: false });
    run("ffffffffff");
    clock.advance(10_000);
    run("o");
    expect(breaker.state).toBe("closed");
    run("fffffffff");
    expect(breaker.state).toBe("closed");
    run("f");
    expect(breaker.state).toBe("open");
    expect(changes).toEqual(["closed>open 10000", "open>half_open", "half_open>closed", "closed>open 10000"]);
  });

  it("takes the permit back when the probe proves nothing, and lets the next one through at once", () => {
    const { breaker, clock, run, permit, changes } = bench();
    run("fffff");
    clock.advance(10_000);
    run("n");
    expect(breaker.state).toBe("half_open");
    expect(permit().probe).toBe(true);
    expect(changes).toEqual(["closed>open 10000", "open>half_open"]);
  });

  it("takes a probe that stays silent for a failed one, from the end of its lease", () => {
    const { breaker, clock, run, permit, changes } = bench();
    run("fffff");
    clock.advance(10_000);
    const lost = permit({ leaseMs: 3000 });
    clock.advance(2999);
    expect(breaker.state).toBe("half_open");
    clock.advance(1);
    expect(breaker.state).toBe("open");
    expect(breaker.lastFailureAt).toBe(clock.now());
    expect(changes.at(-1)).toBe("half_open>open 10000");
    lost.settle("ok");
    expect(breaker.state).toBe("open");
    clock.advance(LONG);
    expect(permit().probe).toBe(true);
    lost.commit();
    expect(breaker.state).toBe("half_open");
  });

  it("bounds the lease of an attempt that has no limit", () => {
    const { breaker, clock, run, permit } = bench();
    run("fffff");
    clock.advance(10_000);
    permit({ leaseMs: Number.POSITIVE_INFINITY });
    clock.advance(LONG);
    expect(breaker.acquire({ leaseMs: 1 })).toHaveProperty("probe", true);
  });

  /** A breaker whose successes take 400 ms, closed by the first content of a streamed probe. */
  function proving(settings = {}) {
    const setup = bench({ consecutiveFailures: 2, ...settings });
    for (let i = 0; i < 30; i += 1) {
      const good = setup.permit();
      setup.clock.advance(400);
      good.settle("ok");
    }
    setup.run("ff");
    setup.clock.advance(10_000);
    const probe = setup.permit({ leaseMs: 1000 });
    probe.commit();
    expect(setup.breaker.state).toBe("closed");
    return { ...setup, probe };
  }

  it.each([{}, { slowStartMs: false as const }])(
    "closes at the commit of a streaming probe, and watches it before others follow (%o)",
    (settings) => {
      const { breaker, clock, probe } = proving(settings);
      expect(breaker.reluctance()).toBe("recovering");
      expect(breaker.look()).toBeUndefined();
      clock.advance(390);
      probe.commit();
      expect(breaker.reluctance()).toBe("recovering");
      probe.settle("ok");
      expect(breaker.reluctance()).toBeUndefined();
    },
  );

  it("opens again at once when the stream that closed it breaks off", () => {
    const { breaker, clock, probe, changes } = proving();
    clock.advance(390);
    probe.settle("failed");
    expect(breaker.state).toBe("open");
    expect(breaker.openUntil).toBe(clock.now() + 10_000);
    expect(changes.slice(-2)).toEqual(["half_open>closed", "closed>open 10000"]);
    clock.advance(10_000);
    expect(breaker.acquire({ leaseMs: 1 })).toHaveProperty("probe", true);
  });

  it.each(["aborted", "long"])("trusts a stream that was %s; a late failure counts as any other", (how) => {
    const { breaker, clock, probe, run } = proving();
    if (how === "aborted") probe.settle("neutral");
    else clock.advance(401);
    expect(breaker.reluctance()).toBeUndefined();
    if (how === "aborted") run("f");
    else probe.settle("failed");
    expect(breaker.state).toBe("closed");
    run("f");
    expect(breaker.state).toBe("open");
  });

  it("watches it no longer than a pause, and not at all once the circuit is closed by hand", () => {
    const { breaker, clock } = proving({ resetTimeoutMs: 100 });
    clock.advance(99);
    expect(breaker.reluctance()).toBe("recovering");
    clock.advance(1);
    expect(breaker.reluctance()).toBeUndefined();
    const other = proving();
    other.breaker.close();
    expect(other.breaker.reluctance()).toBeUndefined();
  });

  it("makes nothing of a commit after the end", () => {
    const { breaker, clock, run, permit } = bench();
    run("fffff");
    clock.advance(10_000);
    const probe = permit();
    probe.settle("neutral");
    probe.commit();
    expect(breaker.state).toBe("half_open");
  });

  it("ignores the end of a committed probe once the circuit has opened again", () => {
    const { breaker, clock, run, permit } = bench({ consecutiveFailures: 2 });
    run("ff");
    clock.advance(10_000);
    const probe = permit();
    probe.commit();
    run("ff");
    probe.settle("ok");
    expect(breaker.state).toBe("open");
  });

  it("makes nothing of a commit that is not a probe's", () => {
    const { breaker, run, permit } = bench();
    const before = permit();
    run("fffff");
    before.commit();
    expect(breaker.state).toBe("open");
  });

  it.each(["ok", "failed"] as const)("ignores a call begun before the outage that ends %s", (verdict) => {
    const { breaker, clock, run, permit } = bench();
    const old = permit();
    const older = permit();
    run("fffff");
    const { openUntil } = breaker;
    old.settle(verdict);
    expect([breaker.state, breaker.openUntil]).toEqual(["open", openUntil]);
    clock.advance(10_000);
    const probe = permit();
    const { lastFailureAt } = breaker;
    older.settle(verdict);
    expect([breaker.state, breaker.lastFailureAt]).toEqual(["half_open", lastFailureAt]);
    probe.settle("ok");
    expect(breaker.state).toBe("closed");
  });

  it("ignores after the recovery what was begun before the outage", () => {
    const { breaker, clock, run, permit } = bench({ consecutiveFailures: 2 });
    const old = [permit(), permit(), permit()];
    run("ff");
    clock.advance(10_000);
    run("o");
    for (const permit of old) permit.settle("failed");
    expect(breaker.state).toBe("closed");
  });
});

describe("forcing", () => {
  it("lets one forced probe through an open circuit, which closes it if it is good", () => {
    const { breaker, run, permit, changes } = bench();
    run("fffff");
    const forced = permit({ forced: true });
    expect(forced.probe).toBe(true);
    expect(breaker.acquire({ leaseMs: 1, forced: true })).toEqual({ refused: "open", retryAfterMs: 10_000 });
    forced.settle("ok");
    expect(changes).toEqual(["closed>open 10000", "open>half_open", "half_open>closed"]);
  });

  it("begins the pause anew after a failed one", () => {
    const { breaker, clock, run, permit } = bench();
    run("fffff");
    for (let i = 0; i < 5; i += 1) {
      clock.advance(1000);
      permit({ forced: true }).settle("failed");
      expect(breaker.openUntil).toBe(clock.now() + 10_000);
    }
  });

  it("leaves the circuit open until its time when it proves nothing", () => {
    const { breaker, clock, run, permit } = bench();
    run("fffff");
    clock.advance(4000);
    permit({ forced: true }).settle("neutral");
    expect(breaker.state).toBe("open");
    expect(breaker.look()).toEqual({ refused: "open", retryAfterMs: 6000 });
  });

  it("is an ordinary attempt while closed, and an ordinary probe after the pause", () => {
    const { breaker, clock, run, permit } = bench({}, () => 1 - Number.EPSILON);
    expect(permit({ forced: true }).probe).toBe(false);
    run("fffff");
    clock.advance(10_000);
    permit({ forced: true }).settle("failed");
    expect(breaker.openUntil).toBe(clock.now() + 10_000);
  });
});

describe("operators", () => {
  it("open as a failure would: a probe follows", () => {
    const { breaker, clock, permit, changes } = bench();
    breaker.open();
    expect(changes).toEqual(["closed>open 10000"]);
    clock.advance(4000);
    breaker.open();
    expect(breaker.openUntil).toBe(clock.now() + 10_000);
    clock.advance(10_000);
    const probe = permit();
    breaker.open();
    probe.settle("ok");
    expect(breaker.state).toBe("open");
  });

  it("close at any time, and past failures are forgotten", () => {
    const { breaker, run } = bench();
    run("ffff");
    breaker.close();
    run("ffff");
    expect(breaker.state).toBe("closed");
    run("f");
    breaker.close();
    expect(breaker.state).toBe("closed");
    run("ffff");
    expect(breaker.state).toBe("closed");
  });

  it("isolate until they close", () => {
    const { breaker, clock, changes, permit, run } = bench();
    const before = permit();
    breaker.isolate();
    before.settle("ok");
    clock.advance(86_400_000);
    breaker.open();
    expect(breaker.state).toBe("open");
    expect(breaker.openUntil).toBeUndefined();
    expect(breaker.look()).toEqual({ refused: "isolated" });
    expect(breaker.acquire({ leaseMs: 1, forced: true })).toEqual({ refused: "isolated" });
    breaker.close();
    run("ooo");
    expect(changes).toEqual(["closed>open", "open>closed"]);
  });

  it("isolate in the middle of a probe", () => {
    const { breaker, clock, run, permit } = bench();
    run("fffff");
    clock.advance(10_000);
    const probe = permit();
    breaker.isolate();
    probe.commit();
    probe.settle("ok");
    clock.advance(86_400_000);
    expect(breaker.look()).toEqual({ refused: "isolated" });
  });
});

describe("the ledger", () => {
  it("sets no timer, ever", () => {
    const timers = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "setInterval")];
    const { breaker, clock, run } = bench();
    for (let i = 0; i < 3; i += 1) {
      run("ofofo");
      run("fffff");
      clock.advance(10_000);
      run("f");
      clock.advance(20_000);
      run("o");
      breaker.isolate();
      breaker.close();
    }
    breaker.shutdown();
    for (const timer of timers) expect(timer).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });

  it("leaves no rejection unhandled and keeps nothing alive", async () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    bench().run("ofofofff");
    await turnOfTheLoop();
    await turnOfTheLoop();
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length).toBeLessThanOrEqual(before);
  });

  it("warns of no listeners too many", () => {
    const warned = vi.spyOn(process, "emitWarning");
    for (let i = 0; i < 50; i += 1) bench().run("of");
    expect(warned).not.toHaveBeenCalled();
  });

  it("does not touch the caller's settings", () => {
    const settings = Object.freeze({ volumeThreshold: 4, consecutiveFailures: false as const });
    const { breaker, run } = bench(settings);
    run("ffff");
    expect(breaker.state).toBe("open");
  });

  it("answers after its shutdown, and counts no more", () => {
    const { breaker, permit, run } = bench();
    run("of");
    const late = permit();
    breaker.shutdown();
    late.settle("failed");
    run("o");
    expect(breaker.state).toBe("closed");
  });
});
