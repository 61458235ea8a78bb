import type { Latency, Outage, Scenario, TargetScript } from "./scenario.ts";

/** What one request meets: how long everything takes, and what goes wrong. */
export interface Plight {
  readonly latencyMs: number;
  readonly firstTokenMs: number;
  readonly outage: Outage | undefined;
}

const LATENCY: Latency = { p50: 800, p99: 4000 };
/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.326;

export function scriptOf({ targets = {} }: Scenario, provider: string, model: string): TargetScript {
  return targets[`${provider}/${model}`] ?? targets[provider] ?? {};
}

/** Draws what a request meets that arrives `atMs` into the scenario. */
export function plightOf(script: TargetScript, atMs: number, random: () => number): Plight {
  const outage = script.outages?.find(
    ({ fromMs = 0, untilMs = Number.POSITIVE_INFINITY, rate = 1 }) =>
      atMs >= fromMs && atMs < untilMs && random() < rate,
  );
  const latencyMs = draw(outage?.latencyMs ?? script.latencyMs ?? LATENCY, random);
  const first = script.firstTokenMs === undefined ? latencyMs / 3 : draw(script.firstTokenMs, random);
  return { latencyMs, firstTokenMs: Math.min(first, latencyMs), outage };
}

function draw(latency: Latency, random: () => number): number {
  if (typeof latency === "number") return latency;
  const { p50, p99 } = latency;
  return p50 * Math.exp((Math.log(p99 / p50) / Z99) * normal(random));
}

/** Box and Muller's transform of two uniform numbers. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
