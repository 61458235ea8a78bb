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

  it("is prolonged a little without being a new one", () => {
    const clock = fakeClock(0);
    const cooldowns = createCooldowns(clock);
    expect(cooldowns.start("a/m", "rate_limit", 2000)).toBe(true);
    clock.advance(100);
    expect(cooldowns.start("a/m", "rate_limit", 2100)).toBe(false);
    expect(cooldowns.get("a/m")?.until).toBe(2100);
    expect(cooldowns.start("a/m", "rate_limit", 3000)).toBe(true);
    expect(cooldowns.start("a/m", "auth", 3001)).toBe(true);
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
    const cooldowns = createCooldowns(clock, { max: 3 });
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
    const cooldowns = createCooldowns(fakeClock(0), { max: 2 });
    cooldowns.start("a", "auth", 500);
    cooldowns.start("b", "auth", 500);
    expect(cooldowns.start("b", "auth", 600)).toBe(true);
    expect(cooldowns.get("a")?.until).toBe(500);
  });
});

describe("after a cooldown", () => {
  function over() {
    const clock = fakeClock(0);
    const cooldowns = createCooldowns(clock);
    cooldowns.start("a/m", "rate_limit", 1000);
    clock.advance(1000);
    const trial = () => {
      const answer = cooldowns.tryOut("a/m");
      if (answer === undefined || !("pass" in answer)) throw new Error("no trial");
      return answer;
    };
    return { clock, cooldowns, trial };
  }

  it("one attempt tries the target, the others are told why not, until it is answered", () => {
    const { cooldowns, trial } = over();
    const first = trial();
    expect(cooldowns.tryOut("a/m")).toMatchObject({ kind: "rate_limit", until: 1000 });
    expect(cooldowns.get("a/m")).toBeUndefined();
    first.pass();
    expect(cooldowns.tryOut("a/m")).toBeUndefined();
    first.end();
    expect(cooldowns.tryOut("a/m")).toBeUndefined();
  });

  it("the next one tries it when the first has ended without an answer, or has none after ten seconds", () => {
    const { clock, cooldowns, trial } = over();
    const first = trial();
    first.end();
    const second = trial();
    clock.advance(9999);
    expect(cooldowns.tryOut("a/m")).not.toHaveProperty("pass");
    clock.advance(1);
    const third = trial();
    second.end();
    first.pass();
    expect(cooldowns.tryOut("a/m")).not.toHaveProperty("pass");
    third.pass();
    expect(cooldowns.tryOut("a/m")).toBeUndefined();
  });

  it("nobody tries during it, after it was cleared, or where there was none", () => {
    const cooldowns = createCooldowns(fakeClock(0));
    cooldowns.start("a/m", "auth", 1000);
    expect(cooldowns.tryOut("a/m")).toBeUndefined();
    cooldowns.clear("a/m");
    expect(cooldowns.tryOut("a/m")).toBeUndefined();
    expect(cooldowns.tryOut("b/m")).toBeUndefined();
  });

  it("a new cooldown takes the place of a trial", () => {
    const { clock, cooldowns, trial } = over();
    const first = trial();
    expect(cooldowns.start("a/m", "rate_limit", 3000)).toBe(true);
    first.pass();
    expect(cooldowns.get("a/m")).toMatchObject({ until: 3000 });
    clock.advance(2000);
    expect(trial()).toBeDefined();
  });

  it("forgets what nobody tries once it is over, even if the clock is set back", () => {
    const clock = fakeClock(0);
    const cooldowns = createCooldowns(clock, { isTried: (name) => name === "tried" });
    for (const name of ["tried", "untried"]) cooldowns.start(name, "rate_limit", 1000);
    clock.advance(1000);
    for (const name of ["tried", "untried"]) expect(cooldowns.get(name)).toBeUndefined();
    expect(cooldowns.tryOut("untried")).toBeUndefined();
    expect(cooldowns.tryOut("tried")).toBeDefined();
  });
});
