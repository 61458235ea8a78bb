import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Waiter, WaitingLine } from "../../src/concurrency/waiting-line.ts";

const waiter = (name: string, rank = 1, tenant: string | undefined = undefined, since = 0) => ({
  name,
  rank,
  tenant,
  since,
});
type Named = Waiter & { name: string };

function lineOf(...waiters: Named[]): WaitingLine<Named> {
  const line = new WaitingLine<Named>();
  for (const each of waiters) line.push(each);
  return line;
}

function drain(line: WaitingLine<Named>, may: (rank: number) => boolean = () => true): string[] {
  const names: string[] = [];
  for (let next = line.take(may); next !== undefined; next = line.take(may)) names.push(next.name);
  return names;
}

describe("a waiting line", () => {
  it("serves by rank, then in order", () => {
    expect(drain(lineOf(waiter("c", 2), waiter("a1"), waiter("i", 0), waiter("a2")))).toEqual(["i", "a1", "a2", "c"]);
  });

  it("lets the tenants of one rank take turns", () => {
    const line = lineOf(waiter("x1", 1, "x"), waiter("x2", 1, "x"), waiter("x3", 1, "x"), waiter("y1", 1, "y"));
    expect(drain(line)).toEqual(["x1", "y1", "x2", "x3"]);
  });

  it("passes over ranks that may not be served", () => {
    const line = lineOf(waiter("i", 0), waiter("b", 2));
    expect(drain(line, (rank) => rank > 0)).toEqual(["b"]);
    expect(line.size).toBe(1);
  });

  it("lets nobody starve: ten seconds in line are worth one rank", () => {
    expect(drain(lineOf(waiter("b", 2, "t", 0), waiter("early", 1, "t", 9_000)))).toEqual(["early", "b"]);
    expect(drain(lineOf(waiter("b", 2, "t", 0), waiter("late", 1, "t", 11_000)))).toEqual(["b", "late"]);
  });

  it("makes room for a higher rank, and for a tenant with fewer in line", () => {
    const line = lineOf(waiter("x1", 1, "x"), waiter("x2", 1, "x"), waiter("y1", 1, "y"));
    expect(line.outranked(waiter("i", 0))?.name).toBe("x2");
    expect(line.outranked(waiter("z", 1, "z"))?.name).toBe("x2");
    expect(line.outranked(waiter("y2", 1, "y"))).toBeUndefined();
    expect(line.outranked(waiter("x3", 1, "x"))).toBeUndefined();
    expect(line.outranked(waiter("b", 2, "z"))).toBeUndefined();
  });

  it("loses nobody, whoever comes and goes", () => {
    const entry = fc.record({ rank: fc.nat(3), tenant: fc.constantFrom("x", "y", undefined), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
        const waiters = entries.map(({ rank, tenant }, i) => waiter(String(i), rank, tenant, i));
        const line = lineOf(...waiters);
        for (const [i, { leaves }] of entries.entries()) {
          if (leaves) expect([line.remove(waiters[i]!), line.remove(waiters[i]!)]).toEqual([true, false]);
        }
        const staying = waiters.filter((_, i) => !entries[i]!.leaves).map(({ name }) => name);
        expect(line.size).toBe(staying.length);
        expect(drain(line).sort()).toEqual(staying.sort());
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
