// Tries a fallback chain against an outage before the outage comes: virtual time, no request, no key.
import { simulateOutage, tableOf } from "llmux/testing";

const chain = { models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"] } };
const alone = { models: { chat: ["openai/gpt-5.5"] } };

const scenario = {
  model: "chat",
  durationMs: 60_000,
  callsPerSecond: 20,
  targets: {
    openai: {
      latencyMs: { p50: 400, p99: 2000 },
      outages: [{ fromMs: 20_000, untilMs: 40_000, fault: "refuse" as const }],
    },
  },
};

const [one, two] = await Promise.all([alone, chain].map((config) => simulateOutage(config, scenario)));
console.log(tableOf(two!));
console.log(`alone ${(100 * one!.availability).toFixed(0)} %, chained ${(100 * two!.availability).toFixed(0)} %`);
//=> chained 100 %
