import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toolIds } from "../../../src/providers/anthropic/tool-ids.ts";

describe("anthropic tool ids", () => {
  it("allowed ids stay, others are rewritten, and two never meet", () => {
    const id = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("_", ":", "a", "3", "é", "😀") }));
    fc.assert(
      fc.property(fc.array(id), (ids) => {
        const rewrite = toolIds(ids);
        for (const given of ids) {
          expect(rewrite(given)).toMatch(/^[a-zA-Z0-9_-]+$/);
          if (/^[a-zA-Z0-9_-]+$/.test(given)) expect(rewrite(given)).toBe(given);
        }
        expect(new Set(ids.map(rewrite)).size).toBe(new Set(ids).size);
      }),
    );
  });

  it("does not let a rewritten id meet one that looks like it", () => {
    const rewrite = toolIds(["a:", "a_3a_"]);
    expect(rewrite("a:")).not.toBe(rewrite("a_3a_"));
  });
});
