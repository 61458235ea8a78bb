import { describe, expect, it, vi } from "vitest";
import { sleep, untilAborted } from "../../src/lib/race.ts";
import { fakeClock } from "../support/fake-clock.ts";

function watched() {
  const controller = new AbortController();
  const added = vi.spyOn(controller.signal, "addEventListener");
  const removed = vi.spyOn(controller.signal, "removeEventListener");
  const listeners = () => added.mock.calls.length - removed.mock.calls.length;
  return { controller, signal: controller.signal, listeners };
}

describe("untilAborted", () => {
  it("is the work's own end, and leaves no listener", async () => {
    const { signal, listeners } = watched();
    await expect(untilAborted(Promise.resolve(1), signal)).resolves.toBe(1);
    const fault = new Error("mine");
    await expect(untilAborted(Promise.reject(fault), signal)).rejects.toBe(fault);
    expect(listeners()).toBe(0);
  });

  it("rejects with the reason at once, hands a late value on, and swallows a late failure", async () => {
    const { controller, signal } = watched();
    const work = withResolvers<string>();
    const failing = withResolvers<string>();
    const late = vi.fn();
    const race = untilAborted(work.promise, signal, late);
    const other = untilAborted(failing.promise, signal, late);
    controller.abort("enough");
    await expect(race).rejects.toBe("enough");
    await expect(other).rejects.toBe("enough");
    work.resolve("too late");
    failing.reject(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(late.mock.calls).toEqual([["too late"]]);
  });

  it("rejects at once where the signal had aborted, and hands the value on", async () => {
    const late = vi.fn();
    await expect(untilAborted(Promise.resolve(1), AbortSignal.abort("before"), late)).rejects.toBe("before");
    expect(late).toHaveBeenCalledWith(1);
  });
});

describe("sleep", () => {
  it("resolves true after its time, false at an abort, and leaves neither timer nor listener", async () => {
    const clock = fakeClock();
    const { controller, signal, listeners } = watched();
    const whole = sleep(clock, 100, signal);
    const cut = sleep(clock, 1000, signal);
    await clock.advanceAsync(100);
    await expect(whole).resolves.toBe(true);
    controller.abort();
    await expect(cut).resolves.toBe(false);
    expect(clock.pending).toBe(0);
    expect(listeners()).toBe(0);
  });

  it("does not wait for no time, nor once aborted", async () => {
    const clock = fakeClock();
    await expect(sleep(clock, 0, new AbortController().signal)).resolves.toBe(true);
    await expect(sleep(clock, 5, AbortSignal.abort())).resolves.toBe(false);
    expect(clock.pending).toBe(0);
  });
});

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
