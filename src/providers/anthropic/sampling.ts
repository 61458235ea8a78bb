import type { Draft } from "./draft.ts";
import { providerOptions } from "./provider-options.ts";

const SAMPLING = ["temperature", "top_p", "top_k"] as const;

/** Value that changes nothing: leaving it out needs no warning. */
const NEUTRAL: Readonly<Record<string, number>> = { temperature: 1, top_p: 1 };

/**
 * Writes temperature, top_p and top_k where the model still takes them.
 * Temperature ends at 1; it and top_p exclude each other, and both bow to thinking (temperature 1, top_p from 0.95, no top_k).
 */
export function encodeSampling(draft: Draft): void {
  const { request, facts, body } = draft;
  if (!facts.sampling) {
    for (const param of SAMPLING) leaveOut(draft, param, "the model takes no sampling parameters");
    return;
  }
  const thinking = (providerOptions(draft).thinking ?? body.thinking) as { type?: string } | undefined;
  const thinks = thinking !== undefined && thinking.type !== "disabled";
  const { temperature, top_p, top_k } = request;
  if (typeof temperature === "number") {
    if (thinks) leaveOut(draft, "temperature", "with thinking it must be 1");
    else body.temperature = clamp(draft, temperature);
  }
  if (typeof top_p === "number") {
    if (body.temperature !== undefined) leaveOut(draft, "top_p", "Claude takes temperature or top_p, not both");
    else if (thinks && top_p < 0.95) leaveOut(draft, "top_p", "with thinking it must be at least 0.95");
    else body.top_p = top_p;
  }
  if (typeof top_k === "number") {
    if (thinks) leaveOut(draft, "top_k", "thinking excludes it");
    else body.top_k = top_k;
  }
}

/** Sampling parameters exist only in the older API version. Source: Anthropic's API versions page, 2026-10-21. */
export function versionHeaders({ body, facts }: Draft): Record<string, string> {
  return facts.olderVersion || SAMPLING.some((param) => param in body) ? { "anthropic-version": "2023-06-01" } : {};
}

function clamp(draft: Draft, temperature: number): number {
  if (temperature <= 1) return temperature;
  draft.notes.warn(
    "clamped_param",
    "temperature",
    `temperature ${temperature} was lowered to 1, the most Claude takes`,
  );
  return 1;
}

function leaveOut(draft: Draft, param: (typeof SAMPLING)[number], why: string): void {
  const value = draft.request[param];
  if (typeof value !== "number" || value === NEUTRAL[param]) return;
  draft.notes.warn("dropped_param", param, `${param} was left out: ${why}`);
}
