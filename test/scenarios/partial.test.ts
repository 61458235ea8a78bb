import type { RouterOptions } from "llmux";
import { simulate } from "llmux/testing";
import { describe, expect, it } from "vitest";
import { type Outcome, play, type Scenario } from "./play.ts";

const NAMES = { eu: "openai", us: "openai", other: "anthropic" } as const;
const [EU, US, OTHER] = ["eu/gpt-5.5@eu", "us/gpt-5.5@us", "other/claude-opus-5-5"] as const;
const CHAIN = ["eu/gpt-5.5", "us/gpt-5.5", "other/claude-opus-5-5"];
const [BAD, GOOD] = [2000, 8000];

type Sim = Awaited<ReturnType<typeof simulate<{ providers: typeof NAMES }>>>;

/** Two regions of a model and another model; something is wrong from 2 s to 8 s, the rest of 14 s is to recover. */
async function trouble(
  begin: (sim: Sim) => void,
  more: Partial<Scenario> & { router?: RouterOptions } = {},
): Promise<Outcome> {
  const { router, ...scenario } = more;
  await using sim = await simulate({ providers: NAMES, keep: 100 });
  for (const name of ["eu", "us", "other"] as const) sim[name].reply({ text: "words", delayMs: 30 });
  const providers = {
    eu: { ...sim.providers.eu, region: "eu" },
    us: { ...sim.providers.us, region: "us" },
    other: sim.providers.other,
  };
  const heal = () => {
    for (const name of ["eu", "us", "other"] as const) sim[name].heal();
  };
  return await play({
    options: {
      providers,
      models: { chat: CHAIN },
      breaker: { resetTimeoutMs: 2000, maxResetTimeoutMs: 2000 },
      ...router,
    },
    seconds: 14,
    plot: [
      [BAD, () => begin(sim)],
      [GOOD, heal],
    ],
    ...scenario,
  });
}

const messages = (seen: Outcome) => seen.failures().map(({ message }) => message);

describe.concurrent("at 50 calls/s", () => {
  it("a regional outage is borne by the model's other region", async () => {
    const seen = await trouble((sim) => sim.eu.fail("status_503"));
    expect(messages(seen)).toEqual([]);
    expect(seen.sent(OTHER)).toBe(0);
    expect(seen.sent(EU, BAD, GOOD)).toBeLessThanOrEqual(15);
    expect(seen.share(US, BAD + 500, GOOD)).toBeGreaterThan(0.95);
    expect(seen.share(EU, GOOD + 5000, 14_000)).toBeGreaterThan(0.98);
  });

  it("a brown-out of a fifth is hidden, and hardly amplified", async () => {
    const seen = await trouble((sim) => sim.eu.fail("status_500", { rate: 0.2 }));
    expect(messages(seen)).toEqual([]);
    const sent = [EU, US, OTHER].reduce((sum, target) => sum + seen.sent(target, BAD, GOOD), 0);
    expect(sent / seen.calls(BAD, GOOD).length).toBeLessThanOrEqual(1.35);
  });

  it("a storm of 429s is waited out elsewhere, to the second", async () => {
    const seen = await trouble((sim) => sim.eu.fail({ fault: "status_429_retry_after", retryAfterMs: 2000 }));
    expect(messages(seen)).toEqual([]);
    expect(seen.sent(EU, BAD, GOOD)).toBeLessThanOrEqual(15);
    expect(seen.share(EU, GOOD + 2500, 14_000)).toBeGreaterThan(0.98);
  });

  it("an outage of everything fails fast, and is over with it", async () => {
    const seen = await trouble((sim) => {
      for (const name of ["eu", "us", "other"] as const) sim[name].fail("status_503");
    });
    expect(seen.failures(BAD + 3000, GOOD).length).toBe(seen.calls(BAD + 3000, GOOD).length);
    expect(seen.sent(EU, BAD, GOOD) + seen.sent(US, BAD, GOOD) + seen.sent(OTHER, BAD, GOOD)).toBeLessThanOrEqual(60);
    expect(seen.failures(GOOD + 3000).length).toBe(0);
  });
});
