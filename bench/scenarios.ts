export const WIRES = ["openai", "anthropic", "gemini"] as const;
export type Wire = (typeof WIRES)[number];

/** What a subject is told to do in one round. */
export interface Round {
  readonly stream: boolean;
  readonly inFlight: number;
  readonly calls: number;
}

/** What one round took. */
export interface Took {
  /** Of the subject's process alone, per call. */
  readonly cpuUs: number;
  readonly wallUs: number;
}

export const SCENARIOS: Readonly<Record<string, Round>> = {
  "JSON, 64 in flight": { stream: false, inFlight: 64, calls: 1280 },
  "JSON, 1 in flight": { stream: false, inFlight: 1, calls: 400 },
  "stream of 100 events, 32 in flight": { stream: true, inFlight: 32, calls: 128 },
};

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
