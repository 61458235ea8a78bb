import { expect, it } from "vitest";
import { LONGEST_MS } from "../../src/lib/clock.ts";
import { within } from "../../src/lib/within.ts";

it("asks for no longer a timer than there is: Node's would fire at once", async () => {
  const asked: number[] = [];
  const clock = { setTimeout: (_: () => void, ms: number) => asked.push(ms), clearTimeout() {} };
  expect(await within(clock, Infinity, Promise.resolve())).toBe(true);
  expect(asked).toEqual([LONGEST_MS]);
});
