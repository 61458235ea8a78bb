import { simulate } from "llmux/testing";
import { describe, expect, it } from "vitest";
import { type Outcome, play, type Scenario } from "./play.ts";

const [OPENAI, ANTHROPIC] = ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] as const;
const [DARK, LIGHT, END] = [2000, 12_000, 24_000];

type Sim = Awaited<ReturnType<typeof simulate<{ providers: ["openai", "anthropic"] }>>>;

/** The first of two providers goes dark at 2 s for 10 s. */
async function dark(
  fault: Parameters<Sim["openai"]["fail"]>[0],
  more: Partial<Scenario["options"]> & { stream?: boolean } = {},
): Promise<Outcome> {
  const { stream = false, ...options } = more;
  await using sim = await simulate({ providers: ["openai", "anthropic"], keep: 100 });
  for (const name of ["openai", "anthropic"] as const) sim[name].reply({ text: "words", delayMs: 30 });
  return await play({
    options: { providers: sim.providers, models: { chat: [OPENAI, ANTHROPIC] }, ...options },
    seconds: END / 1000,
    stream,
    plot: [
      [DARK, () => sim.openai.fail(fault)],
      [LIGHT, () => sim.openai.heal()],
    ],
  });
}

describe.concurrent("a provider that goes dark for 10 s at 50 calls/s", () => {
  it.for([
    ["503s", "status_503", {}],
    ["resets before a response", "reset_before_response", {}],
    ["closed connections", "close_before_response", { stream: true }],
    ["silence, whole answers", "hang_before_headers", { timeouts: { firstTokenMs: 2000 } }],
    ["silence, streams", "hang_after_opening", { stream: true, timeouts: { firstTokenMs: 2000 } }],
  ] as const)("%s: no caller fails, and it comes back", async ([, fault, more]) => {
    const seen = await dark(fault, more);
    expect(seen.failures().map(({ message }) => message)).toEqual([]);
    expect(seen.sent(OPENAI, DARK, LIGHT)).toBeLessThanOrEqual(15);
    expect(seen.share(OPENAI, LIGHT + 10_000, END)).toBeGreaterThan(0.98);
  });
});
