import { describe, expect, it } from "vitest";
import { claudeModel, familyFacts, geminiModel } from "../../src/data/model-facts.ts";
import { CLAUDE, FAMILIES, GEMINI } from "../../src/data/models.ts";

describe("what is known of models", () => {
  it.each([
    ["gpt-9-aurora", familyFacts("gpt-9-aurora"), familyFacts("gpt-6-sol")],
    ["claude-sonnet-9", claudeModel("claude-sonnet-9"), CLAUDE.at(-1)],
    ["gemini-7-flash", geminiModel("gemini-7-flash"), GEMINI.at(-1)],
  ])("takes %s, which is new, for the newest of its family", (_id, facts, newest) => {
    expect(facts).toEqual(newest);
  });

  it.each(["gpt-9-aurora", "claude-sonnet-9", "gemini-pro-latest"])("takes %s for one that thinks", (id) => {
    expect(familyFacts(id).reasoning).toBe(true);
  });

  it("knows what Claude and Gemini read, and nothing of what it was never told", () => {
    expect(familyFacts("claude-opus-5-5")).toMatchObject({ input: ["text", "image", "file"], tools: true });
    expect(familyFacts("gemini-3.8-flash").input).toContain("audio");
    expect(familyFacts("somebodys-model")).toEqual({});
  });

  it.each([
    ["FAMILIES", FAMILIES.map(({ ids }) => ids)],
    ["CLAUDE", CLAUDE.map(({ models }) => models)],
    ["GEMINI", GEMINI.map(({ models }) => models)],
  ])("%s: no expression stands in two rows", (_name, expressions) => {
    expect(new Set(expressions.map(String)).size).toBe(expressions.length);
  });
});
