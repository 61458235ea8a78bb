/** A step of Gemini's `thinkingLevel`, lowest first. */
export type ThinkingLevel = "MINIMAL" | "LOW" | "MEDIUM" | "HIGH";

/** How a family's thinking is steered: tokens (2.5), a level (3 and later), not at all. */
export type GeminiThinking =
  | { readonly by: "budget"; readonly min: number; readonly max: number }
  | { readonly by: "level"; readonly levels: readonly ThinkingLevel[] }
  | { readonly by: "nothing" };

/** What sets one Gemini family apart from the others. */
export interface GeminiModel {
  readonly match: RegExp;
  readonly thinking: GeminiThinking;
  /** Temperature, top-p and top-k have an effect. */
  readonly sampling: boolean;
  /** `systemInstruction` is accepted. */
  readonly system: boolean;
  /** Generation 3 and later: calls of the current turn need their thought signature, tool results may hold images. */
  readonly signatures: boolean;
  /** Function tools may stand beside JSON output and built-in tools. */
  readonly mixedTools: boolean;
}

const TWO = { sampling: true, system: true, signatures: false, mixedTools: false } as const;
const THREE = { sampling: true, system: true, signatures: true, mixedTools: true } as const;
const LOW_UP = { by: "level", levels: ["LOW", "MEDIUM", "HIGH"] } as const;

/** As of 21 November 2026. First match wins; the last row is the newest family and takes every unknown name. */
const MODELS: readonly GeminiModel[] = [
  { match: /^gemma/, ...TWO, thinking: { by: "nothing" }, system: false },
  { match: /^gemini-(1\.|2\.0)/, ...TWO, thinking: { by: "nothing" } },
  { match: /^gemini-2\.5-pro/, ...TWO, thinking: { by: "budget", min: 128, max: 32_768 } },
  { match: /^gemini-2\.5/, ...TWO, thinking: { by: "budget", min: 0, max: 24_576 } },
  { match: /^gemini-3-pro/, ...THREE, thinking: { by: "level", levels: ["LOW", "HIGH"] } },
  { match: /^gemini-3\.\d+-pro/, ...THREE, thinking: LOW_UP },
  { match: /^gemini-3\.([7-9]|\d\d)/, ...THREE, thinking: LOW_UP },
  { match: /^gemini-3/, ...THREE, thinking: { by: "level", levels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"] } },
  { match: /^gemini-(pro|flash|flash-lite)-latest/, ...THREE, thinking: LOW_UP },
  { match: /^/, ...THREE, thinking: LOW_UP, sampling: false },
];

/** The facts of a Gemini model id, without `models/` in front. An unknown id counts as the newest family. */
export function geminiModel(model: string): GeminiModel {
  return MODELS.find((row) => row.match.test(model))!;
}
