import { readAnthropic } from "./read-anthropic.ts";
import { readCompatible } from "./read-compatible.ts";
import { readGemini } from "./read-gemini.ts";
import type { Recording } from "./recordings.ts";

/** What an answer says, whoever read it. */
export interface Reading {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly { readonly name: string; readonly input: unknown }[];
  readonly finish: string;
  readonly usage: Counts | undefined;
}

/** Tokens, in OpenAI's sense. */
export interface Counts {
  readonly prompt: number;
  readonly completion: number;
  readonly cached: number;
  readonly reasoning: number;
}

const READERS = { anthropic: readAnthropic, gemini: readGemini, openai: readCompatible };

/**
 * What a recorded answer says, read from its bytes by the providers' own documents. It shares nothing with the codecs:
 * these readers are what they are measured by.
 */
export function expected(recording: Recording): Reading {
  return READERS[recording.wire](recording);
}
