export const WIRES = ["openai", "anthropic", "gemini"] as const;
export type Wire = (typeof WIRES)[number];

/** What a subject is told to do in one round. */
export type Round = Turn &
  ({ readonly calls: number; readonly ms?: never } | { readonly ms: number; readonly calls?: never });

interface Turn {
  readonly stream: boolean;
  /** Events 2 ms apart, instead of as fast as the server writes. */
  readonly paced: boolean;
  readonly inFlight: number;
}

/** What one round took. CPU time is of the subject's process alone. */
export interface Took {
  readonly calls: number;
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
  /** Median time to the first event of a stream, or to the whole answer. */
  readonly firstMs: number;
}

export type ScenarioName = keyof typeof SCENARIOS;

/** A turn is short, so that the next comes soon, and as long for a subject that is fast: a process that waits for seconds is slower afterwards. */
const ms = 100;

export const SCENARIOS = {
  "JSON, 64 in flight": { stream: false, paced: false, inFlight: 64, ms },
  "JSON, 1 in flight": { stream: false, paced: false, inFlight: 1, ms },
  "stream of 100 events, 32 in flight": { stream: true, paced: false, inFlight: 32, ms },
  "stream of 100 events, 2 ms apart, 32 in flight": { stream: true, paced: true, inFlight: 32, ms },
  "stream of 100 events, 1 in flight": { stream: true, paced: false, inFlight: 1, ms },
} as const satisfies Record<string, Round>;

/** And what is not in the table, but has a goal. */
export const PROFILED_SCENARIOS = {
  ...SCENARIOS,
  "JSON, 2,000 in flight": { stream: false, paced: false, inFlight: 2000, calls: 4000 },
} as const satisfies Record<string, Round>;

export type ProfiledScenario = keyof typeof PROFILED_SCENARIOS;

export const MODELS: Readonly<Record<Wire, string>> = {
  openai: "gpt-5.5",
  anthropic: "claude-opus-5-5",
  gemini: "gemini-3.8-flash",
};

export const EVENTS = 100;
const WORD = " lorem ipsum";

/** The answer, whole and in its pieces. */
export const PIECES: readonly string[] = Array.from({ length: EVENTS }, () => WORD);
export const TEXT = PIECES.join("");
