import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { blocksOf, pages } from "./blocks.ts";
import { complaints, programOf } from "./program.ts";
import { expectedOf, runBlock } from "./run-block.ts";

const blocks = pages.flatMap(blocksOf);
const running = blocks.filter((block) => block.runs);

describe("the code on the pages", () => {
  const program = programOf(blocks);

  it.each(pages)(
    "%s has the right types",
    (page) => {
      const wrong = blocks.filter((block) => block.page === page).flatMap((block) => complaints(program, block));
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});

describe("the runnable code on the pages", () => {
  let sim: Simulation;

  beforeAll(async () => {
    sim = await simulate();
    vi.stubEnv("OPENAI_API_KEY", sim.openai.apiKey);
    vi.stubEnv("OPENAI_BASE_URL", sim.openai.baseURL);
    vi.stubEnv("ANTHROPIC_API_KEY", sim.anthropic.apiKey);
    vi.stubEnv("ANTHROPIC_BASE_URL", sim.anthropic.baseURL);
    vi.stubEnv("GEMINI_API_KEY", sim.gemini.apiKey);
    vi.stubEnv("GOOGLE_GEMINI_BASE_URL", sim.gemini.baseURL);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await sim.close();
  });

  it("begins with the first block of the README", () => {
    expect(blocks[0]).toMatchObject({ page: "README.md", runs: true });
  });

  it.each(running.map((block) => [`${block.page}:${block.line}`, block] as const))("%s", async (_, block) => {
    sim.reset();
    if (block === blocks[0]) sim.openai.fail("status_503");
    const expected = expectedOf(block);
    expect(expected.length, "a runnable block says what it prints").toBeGreaterThan(0);
    expect(await runBlock(block, sim)).toEqual(expected);
  });
});
