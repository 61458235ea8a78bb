import { expect, it } from "vitest";
import { createLatencies } from "../../src/dispatch/latencies.ts";

it("knows the last 4,000 times of a target, and forgets those before", () => {
  const latencies = createLatencies();
  for (let i = 0; i < 4000; i += 1) latencies.add("a", 900);
  for (let i = 0; i < 4000; i += 1) {
    expect(latencies.within("a", 100)).toBe(900);
    latencies.add("a", 5);
  }
  expect(latencies.within("a", 100)).toBe(5);
});
