import type { SimulatedRequest } from "llmux/testing";
import { describe, expect, it } from "vitest";
import { BAD, END, EU, GOOD, messages, OTHER, type Sim, trouble, US } from "./stage.ts";

const words = { text: "words", delayMs: 30 };

/** Of 40 ms: with the five that open the circuit, no more are under way than the ten that the retry budget lets begin anew. */
const short = { chunks: ["one ", "two ", "three ", "four"], chunkDelayMs: 10 };

/** Who is at the first region with a key that it refuses; counts them. */
function refusing(isRefused: (key: string) => boolean, fault: "status_401" | "quota_429") {
  const seen = { refused: 0 };
  const reply = ({ headers }: SimulatedRequest) => {
    if (!isRefused(String(headers.authorization))) return words;
    seen.refused += 1;
    return { fault } as const;
  };
  return { seen, begin: (sim: Sim) => sim.eu.reply(reply) };
}

describe.concurrent("at 50 calls/s", () => {
  it("streams that die in mid-answer cost nobody an answer where they may begin anew", async () => {
    const seen = await trouble((sim) => sim.eu.fail("reset_mid_stream"), {
      stream: true,
      router: { onInterrupt: "restart" },
      reply: short,
    });
    expect(messages(seen)).toEqual([]);
    expect(seen.sent(EU, BAD, GOOD)).toBeGreaterThanOrEqual(5);
    expect(seen.sent(EU, BAD, GOOD)).toBeLessThanOrEqual(15);
    expect(seen.share(EU, GOOD + 2500, END)).toBeGreaterThan(0.98);
  });

  it("nor where a model can go on with their text, though the first one elsewhere cannot", async () => {
    const seen = await trouble((sim) => sim.eu.fail("reset_mid_stream"), {
      stream: true,
      router: {
        onInterrupt: "continue",
        models: { chat: ["eu/gpt-5.5", "us/gpt-5.5", { target: OTHER, compat: { continue: true } }] },
      },
      reply: short,
    });
    expect(messages(seen)).toEqual([]);
    const broken = seen.calls().flatMap(({ parts }) => (parts ? [parts] : []));
    // One may be on its way as the trouble begins or ends.
    expect(Math.abs(broken.length - seen.sent(EU, BAD, GOOD))).toBeLessThanOrEqual(1);
    expect(broken.length).toBeGreaterThanOrEqual(5);
    expect(broken.length).toBeLessThanOrEqual(15);
    expect(new Set(broken.map(String))).toEqual(new Set([`${EU},${OTHER}`]));
    expect(seen.share(EU, GOOD + 2500, END)).toBeGreaterThan(0.98);
  });

  it("a key whose money is gone is borne by the provider's other key", async () => {
    const { seen: key, begin } = refusing((sent) => sent.endsWith("-one"), "quota_429");
    const seen = await trouble(begin, {
      eu: ({ providers: { eu } }) => ({
        baseURL: eu.baseURL,
        keys: ["-one", "-two"].map((end) => ({ apiKey: `sk${end}` })),
        kind: eu.kind!,
      }),
    });
    expect(messages(seen)).toEqual([]);
    expect(key.refused).toBeGreaterThanOrEqual(1);
    expect(key.refused).toBeLessThanOrEqual(15);
    expect(seen.share(EU, BAD, END)).toBeGreaterThan(0.98);
  });

  it("a credential that ends under load is fetched once, and no call is lost or goes elsewhere", async () => {
    let fetches = 0;
    const { seen: key, begin } = refusing((sent) => sent.endsWith("-1"), "status_401");
    const seen = await trouble(begin, {
      eu: ({ providers: { eu } }) => ({
        ...eu,
        apiKey: async () => {
          fetches += 1;
          await new Promise((resolve) => setTimeout(resolve, 50));
          return { key: `token-${fetches}`, expiresAt: Date.now() + 60_000 };
        },
      }),
    });
    expect(messages(seen)).toEqual([]);
    expect(key.refused).toBeGreaterThanOrEqual(1);
    expect(fetches).toBe(2);
    expect(seen.sent(US)).toBe(0);
  });
});
