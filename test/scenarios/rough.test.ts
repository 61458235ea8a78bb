import { describe, expect, it } from "vitest";
import { openDoor } from "./door.ts";
import { BAD, END, EU, GOOD, messages, perCall, trouble } from "./stage.ts";

describe.concurrent("at 50 calls/s", () => {
  it("streams that die in mid-answer cost 15 callers their answer, no more", async () => {
    const seen = await trouble((sim) => sim.eu.fail("reset_mid_stream"), {
      stream: true,
      reply: { chunks: ["one ", "two ", "three ", "four"], chunkDelayMs: 20 },
    });
    expect(seen.failures().length).toBeLessThanOrEqual(15);
    expect(seen.failures(GOOD + 500)).toEqual([]);
    expect(seen.sent(EU, BAD, GOOD)).toBeLessThanOrEqual(15);
    expect(seen.share(EU, GOOD + 2500, END)).toBeGreaterThan(0.98);
  });

  it("a port that refuses is left at once, and taken up again within one pause", async () => {
    const door = await openDoor();
    const seen = await trouble(
      () => void door.shut(),
      { eu: ({ providers: { eu } }) => ({ ...eu, baseURL: door.before(eu.baseURL) }) },
      () => door.open(),
    );
    await door.shut();
    expect(messages(seen)).toEqual([]);
    expect(seen.share(EU, 0, BAD)).toBeGreaterThan(0.98);
    expect(seen.sent(EU, BAD, GOOD)).toBeLessThanOrEqual(15);
    expect(perCall(seen, BAD, GOOD)).toBeLessThanOrEqual(1.25);
    expect(seen.share(EU, GOOD + 2500, END)).toBeGreaterThan(0.98);
  });

  it("a target that flaps costs a few requests, and no caller anything", async () => {
    const flaps: NodeJS.Timeout[] = [];
    const seen = await trouble(
      (sim) => {
        const flap = (count: number) => (count % 2 === 0 ? sim.eu.fail("status_503") : sim.eu.heal());
        for (let i = 0; i < 12; i += 1) flaps.push(setTimeout(flap, i * 500, i));
      },
      {},
      () => void flaps.forEach(clearTimeout),
    );
    expect(messages(seen)).toEqual([]);
    expect(perCall(seen, BAD, GOOD)).toBeLessThanOrEqual(1.25);
    expect(seen.share(EU, GOOD + 2000, END)).toBeGreaterThan(0.98);
  });

  it("latency that climbs ends at the first-token timeout, and then the target is left", async () => {
    let climb: NodeJS.Timeout | undefined;
    const seen = await trouble(
      (sim) => {
        let delayMs = 30;
        climb = setInterval(() => {
          delayMs *= 1.3;
          sim.eu.reply({ text: "words", delayMs });
        }, 200);
      },
      { stream: true, router: { timeouts: { firstTokenMs: 500 } } },
      () => clearInterval(climb),
    );
    expect(messages(seen)).toEqual([]);
    expect(seen.p99(BAD, GOOD)).toBeLessThanOrEqual(1000);
    expect(perCall(seen, BAD, GOOD)).toBeLessThanOrEqual(1.25);
    expect(seen.share(EU, GOOD + 3000, END)).toBeGreaterThan(0.98);
  });

  it("a herd does not run over a target that comes back cold", async () => {
    const reply = { text: "words", delayMs: 400 };
    let refused = 0;
    const seen = await trouble(
      (sim) => sim.eu.fail("status_503"),
      { reply },
      (sim) => {
        // Ten at once as it comes back, more with every answer.
        let capacity = 10;
        sim.eu.reply(() => {
          capacity += 1;
          if (sim.eu.open <= capacity) return reply;
          refused += 1;
          return { fault: "status_503" };
        });
      },
    );
    expect(messages(seen)).toEqual([]);
    expect(refused).toBe(0);
    expect(seen.share(EU, GOOD + 4000, END)).toBeGreaterThan(0.98);
  });
});
