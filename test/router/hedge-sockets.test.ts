import { createRouter } from "llmux";
import { type Simulation, simulate } from "llmux/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messages } from "../support/router.ts";
import { until } from "../support/until.ts";

const MODELS = {
  openai: "openai/gpt-5.5",
  anthropic: "anthropic/claude-sonnet-5",
  gemini: "gemini/gemini-3.8-flash",
} as const;
const NAMES = Object.keys(MODELS) as (keyof typeof MODELS)[];

let sim: Simulation;
beforeAll(async () => {
  sim = await simulate();
});
afterAll(() => sim.close());

describe.each(NAMES)("%s is slow", (slow) => {
  const quick = NAMES[(NAMES.indexOf(slow) + 1) % NAMES.length]!;

  it.each(["JSON", "stream"])("%s: the next one answers, and the slow one's socket is closed", async (form) => {
    sim.reset();
    sim[slow].fail(form === "JSON" ? "hang_before_headers" : "hang_after_opening");
    await using router = createRouter({
      providers: sim.providers,
      models: { chat: [MODELS[slow], MODELS[quick]] },
      hedge: { afterMs: 50 },
    });
    const answer = await router.chat.completions.create({ model: "chat", messages, stream: form !== "JSON" });
    let last: unknown = answer;
    if (!("choices" in answer)) for await (const chunk of answer) last = chunk;
    expect(last).toMatchObject({
      x_llmux: {
        target: MODELS[quick],
        attempts: [
          { target: MODELS[slow], status: "aborted", lostTo: MODELS[quick], estimated: true },
          { target: MODELS[quick], status: "ok", hedge: true },
        ],
      },
    });
    await until(() => sim[slow].open === 0);
    expect(sim[slow]).toMatchObject({ count: 1, aborted: 1 });
    expect(router.health().targets[MODELS[slow]]).toEqual({ circuit: "closed", inFlight: 0 });
  });
});
