import type { Hedge } from "llmux";
import { expect, it } from "vitest";
import { seededRandom } from "../../src/lib/seeded-random.ts";
import { BAD, END, messages, perCall, trouble } from "./stage.ts";

/** Two answers in a hundred stall for 2 s. */
async function tail(hedge: Hedge) {
  const random = seededRandom(2);
  const reply = () => ({ text: "words", delayMs: random() < 0.02 ? 2000 : 60 + 60 * random() });
  const seen = await trouble(() => {}, { router: { hedge }, reply });
  expect(messages(seen)).toEqual([]);
  return { p99: seen.p99(BAD, END), perCall: perCall(seen, BAD, END) };
}

it.concurrent("on sockets, hedging at p95 halves the p99 of a stalling provider for 5 % more requests", async () => {
  const [off, on] = await Promise.all([tail(false), tail({ afterPercentile: 95 })]);
  console.info(`at 50 calls/s: p99 ${off.p99} ms; hedged ${on.p99} ms, ${on.perCall.toFixed(3)} requests a call`);
  expect(off.p99).toBeGreaterThanOrEqual(1900);
  expect(on.p99).toBeLessThanOrEqual(0.5 * off.p99);
  expect(on.perCall).toBeLessThanOrEqual(1.05);
});
