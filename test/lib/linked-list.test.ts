import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Link, LinkedList } from "../../src/lib/linked-list.ts";

function valuesOf<T>(list: LinkedList<T>): T[] {
  const values: T[] = [];
  for (let link = list.first; link !== undefined; link = link.after) values.push(link.value);
  return values;
}

describe("a linked list", () => {
  it("is as an array would be, whatever is taken out, and however often", () => {
    // A number takes out the link of that place among all ever made; the rest push.
    const acts = fc.array(fc.option(fc.nat(30), { nil: undefined }), { maxLength: 60 });
    fc.assert(
      fc.property(acts, (made) => {
        const list = new LinkedList<number>();
        const links: Link<number>[] = [];
        let values: number[] = [];
        for (const [index, act] of made.entries()) {
          const link = act === undefined ? undefined : links[act];
          if (link === undefined) {
            links.push(list.push(index));
            values.push(index);
          } else {
            expect(list.remove(link)).toBe(values.includes(link.value));
            values = values.filter((value) => value !== link.value);
          }
          expect(valuesOf(list)).toEqual(values);
          expect([list.size, list.first?.value, list.last?.value]).toEqual([values.length, values[0], values.at(-1)]);
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("lets go of what is taken out, and knows its own from another's", () => {
    const [list, other] = [new LinkedList<string>(), new LinkedList<string>()];
    const [, link] = ["a", "b", "c"].map((value) => list.push(value));
    other.push("d");
    expect(other.remove(link!)).toBe(false);
    expect(list.remove(link!)).toBe(true);
    expect(link).toEqual({ value: "b", list: undefined, before: undefined, after: undefined });
    expect([valuesOf(list), valuesOf(other), other.size]).toEqual([["a", "c"], ["d"], 1]);
  });
});
