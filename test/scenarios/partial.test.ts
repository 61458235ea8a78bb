import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import type { Outcome } from "./play.ts";
import { BAD, END, EU, GOOD, messages, OTHER, perCall, trouble, US } from "./stage.ts";

/** One of each five in a row, by chance. */
function aFifth(): () => boolean {
  const random = seededRandom(5);
  let turn = 0;
  let struck = 0;
  return () => {
    if (turn % 5 === 0) struck = Math.floor(random() * 5);
    return turn++ % 5 === struck;
  };
}

/** Requests sent while the target had said not to. */
function untimely(seen: Outcome): number {
  const rests = seen.events.flatMap((event) => (event.type === "cooldown.start" ? [event] : []));
  const sent = seen.events.filter((event) => event.type === "attempt.start" && event.target === EU);
  return sent.filter(({ at }) => rests.some((rest) => at > rest.at && at < rest.until)).length;
}

describe.concurrent("at 50 calls/s", () => {
  it("a regional outage is borne by the model's other region", async () => {
    const seen = await trouble((sim) => sim.eu.fail("status_503"));
    expect(messages(seen)).toEqual([]);
    expect(seen.sent(OTHER)).toBe(0);
    expect(seen.sent(EU, BAD, GOOD)).toBeLessThanOrEqual(15);
    expect(seen.share(US, BAD + 500, GOOD)).toBeGreaterThan(0.95);
    expect(perCall(seen, BAD, GOOD)).toBeLessThanOrEqual(1.25);
    expect(seen.share(EU, GOOD + 2000, END)).toBeGreaterThan(0.98);
  });

  it("a brown-out of one answer in five is hidden, for no more than 1.25 requests a call", async () => {
    const strikes = aFifth();
    const seen = await trouble((sim) =>
      sim.eu.reply(() => (strikes() ? { fault: "status_500" } : { text: "words", delayMs: 30 })),
    );
    expect(messages(seen)).toEqual([]);
    expect(perCall(seen, BAD, GOOD)).toBeLessThanOrEqual(1.25);
    expect(seen.share(EU, BAD, GOOD)).toBeGreaterThan(0.6);
  });

  it.for(["status_429_retry_after", "status_503_retry_after"] as const)(
    "a storm of %s is waited out elsewhere, to the second",
    async (fault) => {
      const seen = await trouble((sim) => sim.eu.fail({ fault, retryAfterMs: 2000 }));
      expect(messages(seen)).toEqual([]);
      const starts = seen.events.filter(({ type }) => type === "cooldown.start");
      expect(starts.length).toBeGreaterThanOrEqual(2);
      expect(starts.length).toBeLessThanOrEqual(5);
      expect(untimely(seen)).toBe(0);
      expect(seen.sent(EU, BAD, GOOD)).toBeLessThanOrEqual(8);
      expect(seen.share(EU, GOOD + 2500, END)).toBeGreaterThan(0.98);
    },
  );

  it("a model that fails leaves the others of its provider alone", async () => {
    const models = { chat: ["eu/gpt-5.5", "us/gpt-5.5"], mini: ["eu/gpt-5.5-mini", "us/gpt-5.5-mini"] };
    const seen = await trouble(
      (sim) =>
        sim.eu.reply(({ model }) => (model === "gpt-5.5" ? { fault: "status_503" } : { text: "words", delayMs: 30 })),
      { router: { models }, model: (index) => (index % 2 === 0 ? "chat" : "mini") },
    );
    expect(messages(seen)).toEqual([]);
    expect(seen.sent(EU, BAD, GOOD)).toBeLessThanOrEqual(15);
    expect(seen.sent("us/gpt-5.5-mini@us", BAD, GOOD)).toBe(0);
    expect(seen.share("eu/gpt-5.5-mini@eu", BAD, GOOD)).toBeGreaterThan(0.48);
    expect(seen.share(EU, GOOD + 2000, END)).toBeGreaterThan(0.48);
  });

  it("an outage of everything fails fast, and is over with it", async () => {
    const seen = await trouble((sim) => {
      for (const name of ["eu", "us", "other"] as const) sim[name].fail("status_503");
    });
    expect(seen.failures(BAD + 3000, GOOD).length).toBe(seen.calls(BAD + 3000, GOOD).length);
    expect(seen.sent(EU, BAD, GOOD) + seen.sent(US, BAD, GOOD) + seen.sent(OTHER, BAD, GOOD)).toBeLessThanOrEqual(60);
    expect(seen.failures(GOOD + 2000).length).toBe(0);
  });
});
