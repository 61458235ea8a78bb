import { createRouter } from "llmux";
import { costs } from "./costs.ts";
import { createLedger } from "./ledger.ts";
import { questions } from "./questions.ts";
import type { Stage } from "./stage.ts";
import { toolStreams } from "./tool-streams.ts";
import type { World } from "./world.ts";

type Name = "openai" | "anthropic" | "gemini";

const KEYS: Readonly<Record<Name, readonly string[]>> = {
  openai: ["OPENAI_API_KEY"],
  anthropic: ["ANTHROPIC_API_KEY"],
  gemini: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
};

/** The parts of the tour that make sense against the real APIs, with the keys that are there. Costs a fraction of a cent. */
export async function liveDemo(
  stage: Stage,
  models: Readonly<Record<Name, string>>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  stage.line("llmux, live: real APIs, with the keys of your environment.");
  const names = (Object.keys(KEYS) as Name[]).filter((name) => {
    const isThere = KEYS[name].some((key) => env[key]);
    if (!isThere) stage.line(`   ${name} is skipped: ${KEYS[name].join(" or ")} is not set`);
    return isThere;
  });
  if (names.length === 0) {
    stage.check("at least one provider has a key", false);
    return;
  }
  const ledger = createLedger();
  await using router = createRouter({ on: { "cost.recorded": ledger.record } });
  const targets = names.map((name) => `${name}/${models[name]}`);
  const world: World = { stage, router, targets, ledger };
  await stage.section("one question, every provider", () => questions(world));
  await stage.section("the streamed tool calls", () => toolStreams(world));
  await stage.section("the costs", () => costs(world));
}
