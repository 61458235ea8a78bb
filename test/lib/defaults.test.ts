import { expect, it } from "vitest";
import { withDefaults } from "../../src/lib/defaults.ts";

it("undefined is not given, later parts win, and nothing is changed", () => {
  const defaults = Object.freeze<Record<"a" | "b" | "c", number>>({ a: 1, b: 2, c: 3 });
  expect(withDefaults(defaults, { a: undefined, b: 5 }, undefined, { b: 6 })).toEqual({ a: 1, b: 6, c: 3 });
  expect(withDefaults(defaults, { c: 0 }).c).toBe(0);
});
