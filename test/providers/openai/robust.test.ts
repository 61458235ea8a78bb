import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLlmuxError } from "../../../src/contract/errors.ts";
import { decode } from "../../../src/providers/openai/decode.ts";
import { chunk, decoding, run } from "./support.ts";

const scrap = fc.oneof(fc.constantFrom(null, undefined, "", "x", 0, 7, true, [], {}), fc.jsonValue({ maxDepth: 1 }));
const body = fc.record({ name: scrap, arguments: scrap }, { requiredKeys: [] });
const call = fc.oneof(
  scrap,
  fc.record(
    { index: scrap, id: scrap, type: scrap, function: fc.oneof(scrap, body), custom: scrap },
    { requiredKeys: [] },
  ),
);
const said = fc.oneof(
  scrap,
  fc.record(
    {
      role: scrap,
      content: fc.oneof(scrap, fc.array(scrap, { maxLength: 2 })),
      reasoning: scrap,
      reasoning_content: scrap,
      tool_calls: fc.oneof(scrap, fc.array(call, { maxLength: 3 })),
    },
    { requiredKeys: [] },
  ),
);
const choice = fc.oneof(
  scrap,
  fc.record(
    { index: scrap, delta: said, message: said, finish_reason: scrap, usage: scrap, error: scrap },
    { requiredKeys: [] },
  ),
);
const answer = fc.oneof(
  scrap,
  fc.record(
    {
      id: scrap,
      created: scrap,
      model: scrap,
      choices: fc.oneof(scrap, fc.array(choice, { maxLength: 2 })),
      usage: fc.oneof(
        scrap,
        fc.record({ prompt_tokens: scrap, prompt_tokens_details: scrap, completion_tokens_details: scrap }),
      ),
      x_groq: scrap,
    },
    { requiredKeys: [] },
  ),
);

/** An error we know: ours, or the server's in the SDK's form. Anything else is a fault of the codec. */
function expectKnown(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!isLlmuxError(error) && !Object.hasOwn(error as object, "error")) throw error;
  }
}

describe("whatever a server sends", () => {
  it("never breaks the decoding of an answer", () => {
    fc.assert(
      fc.property(answer, (value) => expectKnown(() => decode(value, decoding))),
      { numRuns: 2_000 },
    );
  });

  it.each([{ toString: 0 }, [{ valueOf: 1 }], "soon", 1.5])("reads an answer made at %j", (created) => {
    const { choices, ...head } = decode({ created, choices: [{ message: {}, finish_reason: "stop" }] }, decoding);
    expect(Number.isInteger(head.created) && head.created > 0).toBe(true);
  });

  it("never breaks the decoding of a stream, whose chunks always have choices with a delta", () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 4 }), (events) => {
        expectKnown(() => {
          for (const { choices } of run(chunk({ content: "x" }), ...events)) {
            for (const { index, delta } of choices) {
              expect(Number.isInteger(index)).toBe(true);
              expect(delta).toBeTypeOf("object");
              for (const each of delta.tool_calls ?? []) expect(Number.isInteger(each.index)).toBe(true);
            }
          }
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it("puts arguments together the same however they are cut", () => {
    const args = fc.dictionary(fc.string(), fc.string()).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(args, fc.array(fc.nat(80)), (text, cuts) => {
        const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, i) => text.slice(at[i], end));
        const deltas = [
          { index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } },
          ...pieces.map((piece) => ({ index: 0, function: { arguments: piece } })),
        ];
        const chunks = run(...deltas.map((delta) => chunk({ tool_calls: [delta] })));
        const joined = chunks.map((each) => each.choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? "").join("");
        expect(joined).toBe(text);
      }),
    );
  });
});
