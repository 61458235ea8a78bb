import { createRouter } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import { cacheHit } from "./cache-hit.ts";
import { costs } from "./costs.ts";
import { createLedger } from "./ledger.ts";
import { outage } from "./outage.ts";
import { questions } from "./questions.ts";
import type { Stage } from "./stage.ts";
import { toolStreams } from "./tool-streams.ts";
import type { World } from "./world.ts";

const TARGETS = ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"];

const ANSWERS = {
  openai: "Air scatters blue light most.",
  anthropic: "Short blue waves scatter most in air.",
  gemini: "Rayleigh scattering favours blue.",
};

/** The whole tour against providers simulated on this machine. `prepare` may change them once they know their lines. */
export async function simulatedDemo(stage: Stage, prepare: (sim: Simulation) => void = () => {}): Promise<void> {
  stage.line("llmux: one OpenAI-shaped client for OpenAI, Anthropic and Gemini, in process.");
  stage.line("Here the providers are local HTTP servers; the official SDKs talk to them.");
  await using sim = await simulate();
  rehearse(sim);
  prepare(sim);
  const ledger = createLedger();
  await using router = createRouter({ providers: sim.providers, on: { "cost.recorded": ledger.record } });
  const world: World = { stage, router, targets: TARGETS, ledger, sim };
  await stage.section("one question, every provider", () => questions(world));
  await stage.section("the outage", () => outage(world, sim));
  await stage.section("the streamed tool calls", () => toolStreams(world));
  await stage.section("the costs", () => costs(world));
  await stage.section("the cache", () => cacheHit(world, sim));
  stage.title("Next: examples/, README.md, or the real thing:  npm run demo -- --live");
}

/** Every provider says its own words, and calls the tool where one is offered. */
function rehearse(sim: Simulation): void {
  for (const name of ["openai", "anthropic", "gemini"] as const) {
    sim[name].reply(({ body }) => {
      const { tools } = body as { tools?: unknown };
      if (tools === undefined) return ANSWERS[name];
      return { toolCalls: [{ name: "get_weather", arguments: { city: "Prague", days: 3 } }] };
    });
  }
}
