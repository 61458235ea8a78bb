import { describe, expect, it } from "vitest";
import { flameGraph } from "../../bench/flame.ts";
import type { CpuProfile } from "../../bench/frames.ts";

const MS = 1000;

/** Nodes as V8 numbers them, and how long each was on top of the stack. */
function profileOf(nodes: readonly [name: string, url: string, ownMs: number, children?: number[]][]): CpuProfile {
  return {
    nodes: nodes.map(([functionName, url, , children = []], at) => ({
      id: at + 1,
      callFrame: { functionName, url, lineNumber: 0 },
      children,
    })),
    samples: nodes.map((_, at) => at + 1),
    timeDeltas: nodes.map(([, , ownMs]) => ownMs * MS),
  };
}

interface Box {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly label: string | undefined;
}

function boxesOf(svg: string): Map<string, Box> {
  const pattern =
    /<title>(.*?)<\/title><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="\d+"\/>(?:<text [^>]*>(.*?)<\/text>)?/g;
  return new Map(
    [...svg.matchAll(pattern)].map(([, title = "", x, y, width, label]) => [
      title.split(/[,:] /)[0]!,
      { title, x: Number(x), y: Number(y), width: Number(width), label },
    ]),
  );
}

const SDK = "file:///home/somebody/app/node_modules/openai/client.mjs";
const PROFILE = profileOf([
  ["(root)", "", 0, [2, 3, 4, 8]],
  ["(idle)", "", 900],
  ["(garbage collector)", "", 25],
  ["outer", "node:events", 10, [5, 6, 7]],
  ["inner", SDK, 30],
  ["inner", SDK, 20],
  ["a<b>", "", 15],
  ["narrow", "", 0.2],
]);

describe("a flame graph", () => {
  const svg = flameGraph(PROFILE, "Some & all");
  const boxes = boxesOf(svg);
  const width = (name: string) => boxes.get(name)!.width;

  it("has a box as wide as its function's share of the time that was not idle, with all it called", () => {
    expect([width("outer"), width("inner"), width("(garbage collector)")]).toEqual([
      expect.closeTo((1180 * 75) / 100.2, 1),
      expect.closeTo((1180 * 50) / 100.2, 1),
      expect.closeTo((1180 * 25) / 100.2, 1),
    ]);
    expect(boxes.get("outer")!.title).toBe("outer, node:events: 74.9 %");
  });

  it("stands what was called on its caller, within its width", () => {
    const [outer, inner, last] = [boxes.get("outer")!, boxes.get("inner")!, boxes.get("a&lt;b&gt;")!];
    expect(inner.y).toBeLessThan(outer.y);
    expect(inner.x).toBe(outer.x);
    expect(last.x).toBeCloseTo(inner.x + inner.width, 1);
    expect(last.x + last.width).toBeLessThanOrEqual(outer.x + outer.width);
    expect(boxes.get("(garbage collector)")!.y).toBe(outer.y);
  });

  it("leaves out what is idle, and what would be too narrow to see", () => {
    expect(boxes.has("(idle)")).toBe(false);
    expect(boxes.has("narrow")).toBe(false);
    expect(boxes.size).toBe(4);
  });

  it("joins what V8 took for two functions because it had compiled one twice", () => {
    expect(svg.match(/<title>inner/g)).toHaveLength(1);
  });

  it("cuts a name to its box, and none of it is taken for markup", () => {
    const long = profileOf([
      ["(root)", "", 0, [2, 3]],
      ["aVeryLongNameOfOneFunction", "", 10],
      ["most", "", 90],
    ]);
    expect(boxesOf(flameGraph(long, "")).get("aVeryLongNameOfOneFunction")!.label).toBe("aVeryLongNameOfO…");
    expect(svg).toContain(">Some &amp; all<");
  });

  it("names files from the package's folder on", () => {
    expect(svg).toContain("inner, node_modules/openai/client.mjs");
    expect(svg).not.toContain("somebody");
  });

  it("is the same each time", () => {
    expect(flameGraph(PROFILE, "Some & all")).toBe(svg);
  });
});
