import { fingerprint } from "../../lib/fingerprint.ts";
import type { DecodeContext } from "../reducer.ts";
import type { GenerateResponse } from "./wire.ts";

/** What is the same on an answer and on each chunk of it. */
export interface Heading {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** Id, time and model of an answer; what Gemini left out comes from the context. */
export function headingOf(answer: GenerateResponse, context: DecodeContext): Heading {
  const told = Date.parse(answer.createTime ?? "");
  return {
    id: answer.responseId || `chatcmpl-${fingerprint(`${context.target}:${context.now}`, 24)}`,
    created: Math.floor((Number.isNaN(told) ? context.now : told) / 1000),
    model: answer.modelVersion || context.model,
  };
}
