import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint } from "../../src/lib/fingerprint.ts";

describe("fingerprint", () => {
  it("gives the asked number of base62 characters, always the same", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, length) => {
        const print = fingerprint(text, length);
        expect(print).toMatch(new RegExp(`^[0-9A-Za-z]{${length}}$`));
        expect(fingerprint(text, length)).toBe(print);
      }),
    );
  });

  it("tells 50,000 near texts apart, even in nine characters", () => {
    const prints = new Set(Array.from({ length: 50_000 }, (_, i) => fingerprint(`call_${i}`, 9)));
    expect(prints.size).toBe(50_000);
  });
});
