/** A figure that is aimed at: no more than `most`. */
export interface Goal {
  readonly what: string;
  readonly most: number;
  /** Of a ratio it says to what. */
  readonly unit: string;
}

const goal = (what: string, most: number, unit = "× raw SDK"): Goal => ({ what, most, unit });

/** What llmux is held to, by the name that the benches measure it under. Ratios are of CPU time. */
export const GOALS = {
  "openai-json-64": goal("OpenAI, JSON, 64 in flight", 0.3),
  "openai-json-1": goal("OpenAI, JSON, 1 in flight", 0.35),
  "anthropic-json-64": goal("Anthropic, JSON, 64 in flight", 0.3),
  "anthropic-json-1": goal("Anthropic, JSON, 1 in flight", 0.45),
  "openai-stream-32": goal("OpenAI, stream of 100 events, 32 in flight", 0.4),
  "openai-stream-paced": goal("OpenAI, the same, events 2 ms apart", 0.55),
  "anthropic-stream-32": goal("Anthropic, stream of 100 events, 32 in flight", 0.85),
  "anthropic-stream-paced": goal("Anthropic, the same, events 2 ms apart", 0.6),
  "genai-json-64": goal("Gemini by @google/genai, JSON, 64 in flight", 0.6),
  "generative-ai-json-64": goal("Gemini by @google/generative-ai, JSON, 64 in flight", 1.1),
  "router-fetch-json-64": goal("OpenAI SDK over `router.fetch`, JSON, 64 in flight", 0.7),
  "own-json-us": goal("llmux's own share of a JSON call", 25, "µs"),
  "own-event-us": goal("llmux's own share of a stream event", 1.5, "µs"),
  "openai-first-event": goal("OpenAI, first event of a stream, 1 in flight", 1, "× raw SDK's wait"),
  "anthropic-first-event": goal("Anthropic, first event of a stream, 1 in flight", 1, "× raw SDK's wait"),
  "hit-json-us": goal("exact cache hit, 1 kB of JSON, whole call", 15, "µs"),
  "hit-stream-us": goal("exact cache hit, stream of 100 events, whole call", 120, "µs"),
  "hit-long": goal("exact cache hit, conversation of 100 kB, whole call", 1.6, "× one `JSON.stringify` of it"),
  "import-ms": goal('`import "llmux"`', 20, "ms"),
  "first-openai-ms": goal("first answer in a fresh process, OpenAI: beyond the raw SDK's", 10, "ms"),
  "first-anthropic-ms": goal("first answer in a fresh process, Anthropic: beyond the raw SDK's", 10, "ms"),
  "idle-handles": goal("timers and handles of an idle router", 0, ""),
  "target-kb": goal("a target that has not been called", 2.5, "kB"),
  "thousand-targets-ms": goal("making a router of 1,000 targets", 10, "ms"),
  "call-bytes": goal("heap left by each of 200,000 calls, 5 % of them failing", 20, "bytes"),
  "stream-kb": goal("an open stream, of 10,000", 8, "kB"),
  "growth-in-flight": goal("a call's CPU at 2,000 in flight to that at 64, beside the raw SDK's", 1.3, "×"),
  "growth-targets": goal("a call's CPU with a route of 1,000 targets to that with 3", 1.3, "×"),
  "growth-messages": goal("what a message more costs, between 100 and 1,000", 1.3),
  "p99-added-ms": goal("p99 of 1,000 in flight: beyond the raw SDK's", 1, "ms"),
} satisfies Record<string, Goal>;

export type GoalId = keyof typeof GOALS;
export type Measured = Partial<Record<GoalId, number>>;

/** Held to the goal as far as two decimals go: the third is noise. */
export function isReached(id: GoalId, value: number): boolean {
  return Number(value.toFixed(2)) <= GOALS[id].most;
}

/** A figure as it is shown. */
export function shown(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}
