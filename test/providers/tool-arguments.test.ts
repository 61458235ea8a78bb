import { describe, expect, it } from "vitest";
import { LlmuxError } from "../../src/contract/errors.ts";
import { Notes } from "../../src/providers/notes.ts";
import { parseArguments } from "../../src/providers/tool-arguments.ts";

const PLACE = "messages[3].tool_calls[0].function.arguments";

function notes(drop: readonly string[] = []): Notes {
  return new Notes({ target: "p/m", model: "m", stream: false, settings: { drop } });
}

function failure(text: string): LlmuxError {
  try {
    parseArguments(text, PLACE, notes(), {});
  } catch (error) {
    if (error instanceof LlmuxError) return error;
  }
  throw new Error("no LlmuxError");
}

describe("parseArguments", () => {
  it.each([undefined, "", "  \n"])("takes %j for no arguments", (text) => {
    expect(parseArguments(text, PLACE, notes(), {})).toEqual({});
  });

  it("parses an object", () => {
    expect(parseArguments('{"city":"Paris"}', PLACE, notes(), {})).toEqual({ city: "Paris" });
  });

  it("says where text that is not JSON stands, without repeating it", () => {
    const error = failure('{"secret":');
    expect(error).toMatchObject({ kind: "invalid_request", param: PLACE });
    expect(error.message).toContain(PLACE);
    expect(error.message).not.toContain("secret");
  });

  it.each(["[1]", '"text"', "null", "7"])("refuses %s, which is JSON but no object", (text) => {
    expect(failure(text)).toMatchObject({ kind: "unsupported", param: PLACE });
  });

  it.each(['{"a":', "[1]"])("gives {} and a warning for %s where the target is lenient", (text) => {
    const noted = notes();
    expect(parseArguments(text, PLACE, noted, { lenient: true })).toEqual({});
    expect(noted.warnings).toMatchObject([{ code: "changed_param", param: PLACE, target: "p/m" }]);
  });
});
