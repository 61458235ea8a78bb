import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type ExampleRun, missingIn, runExamples } from "../scripts/examples/run-example.ts";

const FILES = readdirSync(new URL("../examples", import.meta.url)).filter((name) => name.endsWith(".ts"));

describe("examples", () => {
  const runs = new Map<string, ExampleRun>();

  beforeAll(async () => {
    for (const run of await runExamples(2)) runs.set(run.file, run);
  }, 180_000);

  it.each(FILES)("%s runs by itself and prints what it promises, in at most 40 lines", (file) => {
    const run = runs.get(file);
    expect(run).toMatchObject({ code: 0, missing: [] });
    expect(run?.promised.length).toBeGreaterThan(0);
    expect(run?.lines).toBeLessThanOrEqual(40);
  });
});

describe("missingIn", () => {
  it("finds what is not there, or not in that order", () => {
    expect(missingIn("one two three", ["one", "three"])).toEqual([]);
    expect(missingIn("one two three", ["two", "one", "four"])).toEqual(["one", "four"]);
    expect(missingIn("one", ["one", "one"])).toEqual(["one"]);
  });
});
