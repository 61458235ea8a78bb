import { type ChatCompletion, createRouter } from "llmux";
import type { Simulation } from "llmux/testing";
import { column, dollars } from "./stage.ts";
import { QUESTION, textOf, type World } from "./world.ts";

const SLOW_MS = 300;

/** (e) The same question twice: the second answer comes from memory. */
export async function cacheHit({ stage }: World, sim: Simulation): Promise<void> {
  stage.title("5  The same question again", "createRouter({ cache: true })");
  await using router = createRouter({ providers: sim.providers, cache: true });
  const asked = sim.openai.count;
  sim.openai.reply({ text: "Air scatters blue light most.", delayMs: SLOW_MS });
  const ask = async () => {
    const startedAt = performance.now();
    const answer = await router.chat.completions.create({ model: "gpt-5.5", messages: QUESTION });
    const ms = performance.now() - startedAt;
    stage.line(
      `   ${column(answer.x_llmux.cache, 12)}${`${ms.toFixed(1)} ms`.padStart(9)}${costOf(answer).padStart(13)}`,
    );
    return { answer, ms };
  };
  const first = await ask();
  const second = await ask();
  stage.check(
    "a miss and a hit, the same answer, and openai was asked once",
    first.answer.x_llmux.cache === "miss" &&
      second.answer.x_llmux.cache === "hit" &&
      textOf(first.answer) === textOf(second.answer) &&
      sim.openai.count - asked === 1,
  );
  stage.check(
    "the hit cost nothing and took less than half the time",
    second.answer.x_llmux.cost.usd === 0 && first.ms >= SLOW_MS && second.ms < first.ms / 2,
  );
}

function costOf({ x_llmux }: ChatCompletion): string {
  return dollars(x_llmux.cost.usd);
}
