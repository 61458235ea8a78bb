import { describe, expect, it } from "vitest";
import { createCooldowns } from "../../src/health/cooldowns.ts";
import { fakeClock } from "../support/fake-clock.ts";

describe("createCooldowns", () => {
  it("lasts until its end and not longer", () => {
    const clock = fakeClock(1000);
    const cooldowns = createCooldowns(clock);
    expect(cooldowns.start("a/m", "auth", 1500)).toBe(true);
    clock.advance(499);
    expect(cooldowns.get("a/m")).toEqual({ kind: "auth", until: 1500 });
    expect(cooldowns.get("b/m")).toBeUndefined();
    clock.advance(1);
    expect(cooldowns.get("a/m")).toBeUndefined();
  });

  it("keeps the later end, with its reason", () => {
    const cooldowns = createCooldowns(fakeClock(0));
    expect(cooldowns.start("a/m", "quota_exhausted", 900)).toBe(true);
    expect(cooldowns.start("a/m", "rate_limit", 900)).toBe(false);
    expect(cooldowns.start("a/m", "rate_limit", 100)).toBe(false);
    expect(cooldowns.get("a/m")).toEqual({ kind: "quota_exhausted", until: 900 });
    expect(cooldowns.start("a/m", "rate_limit", 901)).toBe(true);
    expect(cooldowns.get("a/m")).toEqual({ kind: "rate_limit", until: 901 });
  });

  it("begins afresh after its end", () => {
    const clock = fakeClock(0);
    const cooldowns = createCooldowns(clock);
    cooldowns.start("a/m", "auth", 900);
    clock.advance(900);
    expect(cooldowns.start("a/m", "rate_limit", 950)).toBe(true);
    expect(cooldowns.get("a/m")).toEqual({ kind: "rate_limit", until: 950 });
  });

  it("does not begin one that is over, or has no time", () => {
    const cooldowns = createCooldowns(fakeClock(1000));
    expect(cooldowns.start("a/m", "auth", 1000)).toBe(false);
    expect(cooldowns.start("a/m", "auth", Number.NaN)).toBe(false);
    expect(cooldowns.get("a/m")).toBeUndefined();
  });

  it("can be cleared", () => {
    const cooldowns = createCooldowns(fakeClock(0));
    cooldowns.start("a/m", "auth", 900);
    cooldowns.clear("a/m");
    expect(cooldowns.get("a/m")).toBeUndefined();
  });

  it("is bounded: those that are over go first, then the oldest", () => {
    const clock = fakeClock(0);
    const cooldowns = createCooldowns(clock, 3);
    cooldowns.start("old", "auth", 500);
    cooldowns.start("brief", "rate_limit", 10);
    cooldowns.start("young", "auth", 500);
    clock.advance(10);
    cooldowns.start("new", "auth", 500);
    expect(["old", "young", "new"].map((target) => cooldowns.get(target)?.until)).toEqual([500, 500, 500]);
    cooldowns.start("newer", "auth", 500);
    expect(["old", "young", "new", "newer"].map((target) => cooldowns.get(target)?.until)).toEqual([
      undefined,
      500,
      500,
      500,
    ]);
  });

  it("prolongs one in place when it is full", () => {
    const cooldowns = createCooldowns(fakeClock(0), 2);
    cooldowns.start("a", "auth", 500);
    cooldowns.start("b", "auth", 500);
    expect(cooldowns.start("b", "auth", 600)).toBe(true);
    expect(cooldowns.get("a")?.until).toBe(500);
  });
});
