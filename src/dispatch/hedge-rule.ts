import type { HedgeOptions } from "../contract/hedge.ts";
import type { Asked } from "../contract/operation.ts";

/** Answers a target must have given before its percentiles mean anything. */
export const ENOUGH_SAMPLES = 50;
/** No percentile is taken to be shorter, in milliseconds: below, nobody waits long enough to pay twice. */
const FLOOR_MS = 200;
const MAX_RATIO = 0.05;

/** How long the first target may take before the next is asked, in milliseconds; undefined while that is not known. */
export function hedgeDelayMs(
  { afterMs, afterPercentile }: HedgeOptions,
  withinMs: (percentile: number) => number | undefined,
): number | undefined {
  if (afterPercentile === undefined) return afterMs;
  const ms = withinMs(afterPercentile);
  return ms === undefined ? undefined : Math.max(FLOOR_MS, ms);
}

/** Hedges that one call earns; undefined for a race, which was asked for with every call. */
export function ratioOf({ afterMs, maxRatio }: HedgeOptions): number | undefined {
  return maxRatio ?? (afterMs === 0 ? undefined : MAX_RATIO);
}

/** Whether two providers may work on it at once: nothing is stored, and no tool runs at the provider. */
export function mayRunTwice(asked: Asked): boolean {
  if (asked.operation === "native") return false;
  if (asked.operation === "embeddings") return true;
  const { store, tools = [], provider_options: extras = {} } = asked.request;
  const atProvider = Object.values(extras).some((own) => "tools" in own || "mcp_servers" in own);
  return store !== true && !atProvider && tools.every(({ type }) => type === "function" || type === "custom");
}
