import { describe, expect, it } from "vitest";
import { drain } from "../../src/streams/drain.ts";
import { fakeClock } from "../support/fake-clock.ts";

/** What is left of a finished stream: `rest` in turn, after which it ends, fails or stays open. */
function leftOver(end: "ends" | "fails" | "stays open", rest = 1) {
  const clock = fakeClock();
  const controller = new AbortController();
  let returned = 0;
  const next = async (): Promise<IteratorResult<string>> => {
    if (rest-- > 0) return { done: false, value: "x" };
    if (end === "fails") throw new SyntaxError("not JSON");
    return end === "ends" ? { done: true, value: undefined } : new Promise(() => {});
  };
  const back = async (): Promise<IteratorResult<string>> => {
    returned += 1;
    throw new Error("cannot be cancelled either");
  };
  drain({ next, return: back }, controller, clock);
  return { clock, controller, returned: () => returned };
}

describe("a finished stream that is drained", () => {
  it.each([
    ["ends", 0, false],
    ["fails", 0, true],
    ["stays open", 499, false],
    ["stays open", 500, true],
  ] as const)("%s, and after %d ms is cut: %j", async (end, ms, cut) => {
    const { clock, controller, returned } = leftOver(end);
    await clock.advanceAsync(ms);
    expect(controller.signal.aborted).toBe(cut);
    expect(returned()).toBe(cut ? 1 : 0);
    expect(clock.pending).toBe(end === "stays open" && !cut ? 1 : 0);
    await clock.advanceAsync(1000);
    expect(returned()).toBe(end === "ends" ? 0 : 1);
  });
});
