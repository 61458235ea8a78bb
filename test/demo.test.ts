import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RouteReport } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import { describe, expect, it } from "vitest";
import { costs } from "../scripts/demo/costs.ts";
import { createLedger } from "../scripts/demo/ledger.ts";
import { simulatedDemo } from "../scripts/demo/simulated.ts";
import { createStage } from "../scripts/demo/stage.ts";

const KEYS = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "FORCE_COLOR"];

/** Runs the demo as `npm run demo` does, with no keys but those given. */
function run(args: string[] = [], env: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !KEYS.includes(name)));
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/demo.ts", ...args], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...inherited, ...env },
  });
  let output = "";
  for (const pipe of [child.stdout, child.stderr])
    pipe.setEncoding("utf8").on("data", (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, output }));
  });
}

/** What the demo says when `spoil` has been at the providers. */
async function spoiled(spoil: (sim: Simulation) => void) {
  const lines: string[] = [];
  const stage = createStage((line) => lines.push(line), false);
  await simulatedDemo(stage, spoil);
  return { code: stage.finish(), broken: lines.filter((line) => line.includes("✗")).map((line) => line.trim()) };
}

describe("npm run demo", () => {
  it("shows the tour, every fact holding, on one plain page", async () => {
    const { code, output } = await run();
    expect({ code, output }).toMatchObject({ code: 0 });
    const lines = output.trimEnd().split("\n");
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(62);
    expect(output).not.toContain("\u001b");
    expect(output).not.toContain("✗");
    for (const shown of [
      /OpenAI\/JS.*\n.*\n.*Anthropic\/JS.*\n.*\n.*genai-sdk/,
      /503 overloaded +answers +closed → open for 600 ms/,
      /not asked +answers +open/,
      /answers +- +open → half_open → closed/,
      /gemini.*get_weather\(\{"city":"Prague","days":3\}\) +\d+ chunks/,
      /total +15 calls .*\$0\.\d{6}/,
      /miss .*\n +hit +\d+\.\d ms +\$0\.000000/,
      /All 10 facts \(✓\) hold\./,
    ])
      expect(output).toMatch(shown);
  });

  it.each<[string, (sim: Simulation) => void, string]>([
    ["a dead provider", (sim) => sim.gemini.fail("status_400"), "3 of 3 are an OpenAI ChatCompletion"],
    ["a dead fallback", (sim) => sim.anthropic.fail("status_500"), "the outage runs to its end"],
    [
      "a wrong tool call",
      (sim) =>
        sim.gemini.script(["fine", { toolCalls: [{ name: "get_weather", arguments: { city: "Brno", days: 3 } }] }]),
      "3 of 3 streams",
    ],
  ])("fails, naming the fact, with %s", async (_, spoil, fact) => {
    const { code, broken } = await spoiled(spoil);
    expect(code).toBe(1);
    expect(broken.join("\n")).toContain(fact);
  });

  it.each<[string, { reported: number; recorded: number | null }, string]>([
    ["a price is unknown", { reported: 1, recorded: null }, "every price is known"],
    ["the sums differ", { reported: 0.002, recorded: 0.001 }, "come to the same"],
  ])("fails when %s", async (_, { reported, recorded }, fact) => {
    const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
    const ledger = createLedger();
    const event = { type: "cost.recorded", at: 0, callId: "c", attempt: 1, target: "openai/gpt-5.5" } as const;
    ledger.record({ ...event, usage, cost: { usd: recorded, breakdown: null } });
    ledger.add({ cost: { usd: reported, breakdown: null } } as RouteReport);
    const lines: string[] = [];
    const stage = createStage((line) => lines.push(line), false);
    await costs({ stage, ledger });
    expect(lines.filter((line) => line.includes("✗")).join("\n")).toContain(fact);
    expect(stage.finish()).toBe(1);
  });

  it("uses colours only when told to", () => {
    const lines: string[] = [];
    createStage((line) => lines.push(line), true).check("so", true);
    createStage((line) => lines.push(line), false).check("so", true);
    expect(lines.map((line) => line.includes("\u001b"))).toEqual([true, false]);
  });
});

describe("npm run demo -- --live", () => {
  it("asks the providers whose keys are there and says which it skips", async () => {
    await using sim = await simulate("openai");
    sim.openai.script(["Because.", { toolCalls: [{ name: "get_weather", arguments: { city: "Prague", days: 3 } }] }]);
    const { code, output } = await run(["--live", "--openai-model", "gpt-5.5"], {
      OPENAI_API_KEY: "sk-never-shown",
      OPENAI_BASE_URL: sim.openai.baseURL,
    });
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain("anthropic is skipped: ANTHROPIC_API_KEY is not set");
    expect(output).toContain("gemini is skipped: GEMINI_API_KEY or GOOGLE_API_KEY is not set");
    expect(output).toMatch(/openai\/gpt-5\.5 +"Because\." +stop/);
    expect(output).toContain("total       2 calls");
    expect(output).not.toContain("sk-never-shown");
    expect(sim.openai.requests.map(({ model }) => model)).toEqual(["gpt-5.5", "gpt-5.5"]);
  });

  it("fails without any key", async () => {
    const { code, output } = await run(["--live"]);
    expect(code).toBe(1);
    expect(output).toContain("at least one provider has a key");
  });
});
