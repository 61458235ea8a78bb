import { afterEach, describe, expect, it, vi } from "vitest";
import { Latch } from "../../src/lib/latch.ts";

afterEach(() => vi.restoreAllMocks());

describe("Latch", () => {
  it("runs its callbacks once, last in first out, with the first end", () => {
    const latch = new Latch<string>();
    const ran: string[] = [];
    latch.defer((end) => ran.push(`first ${end}`));
    latch.defer((end) => ran.push(`second ${end}`));
    expect(latch.ended).toBe(false);
    expect(latch.settle("ok")).toBe(true);
    expect(latch.settle("failed")).toBe(false);
    expect(ran).toEqual(["second ok", "first ok"]);
    expect(latch.ended).toBe(true);
  });

  it("runs later callbacks at once", () => {
    const latch = new Latch<number>();
    latch.settle(1);
    const late = vi.fn();
    latch.defer(late);
    expect(late).toHaveBeenCalledWith(1);
  });

  it("runs the others when one throws, and says so", () => {
    const complain = vi.spyOn(console, "error").mockImplementation(() => {});
    const latch = new Latch<number>();
    const outer = vi.fn();
    latch.defer(outer);
    latch.defer(() => {
      throw new Error("mine");
    });
    expect(() => latch.settle(1)).not.toThrow();
    expect(outer).toHaveBeenCalledTimes(1);
    expect(complain).toHaveBeenCalledTimes(1);
  });

  it("ends first: a callback that settles or defers sees the one end", () => {
    const latch = new Latch<string>();
    const ran: string[] = [];
    latch.defer((end) => {
      expect(latch.settle("again")).toBe(false);
      latch.defer((inner) => ran.push(`inner ${inner}`));
      ran.push(`outer ${end}`);
    });
    latch.settle("ok");
    expect(ran).toEqual(["inner ok", "outer ok"]);
  });
});
