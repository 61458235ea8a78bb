import { afterEach, expect, it, vi } from "vitest";
import { LONGEST_MS, systemClock } from "../../src/lib/clock.ts";

afterEach(() => vi.unstubAllGlobals());

it.each([1e12, Infinity])("asks for no longer a timer than there is: Node's would fire at once (%d ms)", (ms) => {
  const asked: number[] = [];
  vi.stubGlobal("setTimeout", (_: () => void, given: number) => asked.push(given));
  systemClock.setTimeout(() => {}, ms);
  expect(asked).toEqual([LONGEST_MS]);
});
