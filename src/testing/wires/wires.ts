import { anthropicWire } from "./anthropic.ts";
import { geminiWire } from "./gemini.ts";
import { openaiWire } from "./openai.ts";
import type { Wire, WireKind } from "./wire.ts";

/** The wire of each kind. */
export const WIRES: Readonly<Record<WireKind, Wire>> = {
  openai: openaiWire,
  anthropic: anthropicWire,
  gemini: geminiWire,
};
