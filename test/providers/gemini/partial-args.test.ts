import { describe, expect, it } from "vitest";
import { applyPartialArg } from "../../../src/providers/gemini/partial-args.ts";
import type { PartialArg } from "../../../src/providers/gemini/wire.ts";

function built(...pieces: PartialArg[]): Record<string, unknown> {
  const args = {};
  for (const piece of pieces) applyPartialArg(args, piece);
  return args;
}

describe("arguments in pieces", () => {
  it("builds objects and lists, joins strings at one path", () => {
    expect(
      built(
        { jsonPath: "$.recipe.steps[0].text", stringValue: "He", willContinue: true },
        { jsonPath: "$.recipe.steps[0].text", stringValue: "at" },
        { jsonPath: "$.recipe.steps[1].minutes", numberValue: 0 },
        { jsonPath: "$['a b'].ok", boolValue: false },
        { jsonPath: "$.none", nullValue: "NULL_VALUE" },
      ),
    ).toEqual({
      recipe: { steps: [{ text: "Heat" }, { minutes: 0 }] },
      "a b": { ok: false },
      none: null,
    });
  });

  it("does not reach the prototype", () => {
    const args = built({ jsonPath: "$.__proto__.polluted", stringValue: "x" });
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(Object.keys(args)).toEqual(["__proto__"]);
  });
});
