import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../src/contract/chat.ts";
import { Notes } from "../../src/providers/notes.ts";
import { checkToolPairs } from "../../src/providers/tool-pairs.ts";

const notes = () => new Notes({ target: "p/m", model: "m", stream: false, settings: {} });
const calls = (...ids: string[]): ChatMessage => ({
  role: "assistant",
  content: null,
  tool_calls: ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: "{}" } })),
});
const result = (id: string, content = "ok"): ChatMessage => ({ role: "tool", tool_call_id: id, content });
const user = (content: string): ChatMessage => ({ role: "user", content });

const MISMATCH = expect.objectContaining({ kind: "unsupported", code: "tool_result_mismatch", param: "messages" });

describe("checkToolPairs", () => {
  it("hands a matching history back as it is, results in any order", () => {
    const history = [user("a"), calls("x", "y"), result("y"), result("x"), user("b"), calls("x"), result("x")];
    expect(checkToolPairs(history, notes(), {})).toBe(history);
  });

  it.each([
    ["a call without a result", [calls("x"), user("go")]],
    ["an open call at the end", [user("a"), calls("x")]],
    ["one of two results missing", [calls("x", "y"), result("x"), user("go")]],
    ["a result that comes too late", [calls("x"), user("go"), result("x")]],
    ["a stray result", [user("a"), result("x")]],
    ["a second result to one call", [calls("x"), result("x"), result("x")]],
  ])("refuses %s", (_, history) => {
    expect(() => checkToolPairs(history, notes(), {})).toThrow(MISMATCH);
  });

  it("adds a missing result after those that are there", () => {
    const noted = notes();
    const repaired = checkToolPairs([calls("x", "y"), result("y"), user("go")], noted, { repair: true });
    expect(repaired).toEqual([
      calls("x", "y"),
      result("y"),
      { role: "tool", tool_call_id: "x", content: "No result", is_error: true },
      user("go"),
    ]);
    expect(noted.warnings).toMatchObject([{ code: "changed_param", param: "messages" }]);
  });

  it("turns a stray result into user text behind the results around it", () => {
    const stray: ChatMessage = { role: "tool", tool_call_id: "z", content: [{ type: "text", text: "42" }] };
    const repaired = checkToolPairs([calls("x", "y"), result("x"), stray, result("y")], notes(), { repair: true });
    expect(repaired).toEqual([calls("x", "y"), result("x"), result("y"), user("Tool result: 42")]);
  });

  it("repairs every history into one that matches", () => {
    const id = fc.constantFrom("x", "y", "z");
    const message = fc.oneof(
      id.map((each) => result(each)),
      fc.uniqueArray(id, { maxLength: 2 }).map((ids) => calls(...ids)),
      fc.constant(user("u")),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), (history) => {
        const copy = structuredClone(history);
        const repaired = checkToolPairs(history, notes(), { repair: true });
        expect(checkToolPairs(repaired, notes(), {})).toBe(repaired);
        expect(history).toEqual(copy);
      }),
    );
  });
});
