import { writeFileSync } from "node:fs";
import type { GoalId } from "./goals.ts";
import { option } from "./results.ts";

/** Labels with their part of a whole, greatest first. */
export type Shares = readonly (readonly [label: string, share: number])[];

/** Where something went: by part of the program, and within that more closely. */
export interface Profiled {
  readonly title: string;
  /** The goals that it explains. */
  readonly goals: readonly GoalId[];
  /** What the whole comes to, as a sentence. */
  readonly whole: string;
  readonly total: number;
  readonly unit: string;
  readonly parts: Shares;
  /** Of what the second list consists, as its heading. */
  readonly closely: string;
  readonly details: Shares;
}

/** As lines of text, for a terminal and for the docs. */
export function linesOf({ total, unit, parts, closely, details }: Profiled): string[] {
  const row = ([label, share]: readonly [string, number]) =>
    `${(share * 100).toFixed(1).padStart(6)} %${(share * total).toFixed(1).padStart(9)} ${unit}  ${label}`.trimEnd();
  return [...parts.map(row), "", closely, ...details.map(row)];
}

/** Prints them; with `--out=…` writes them as JSON, too. */
export function tellProfiled(profiles: readonly Profiled[]): void {
  for (const each of profiles) console.log([`\n${each.title}: ${each.whole}`, ...linesOf(each)].join("\n"));
  const out = option("out");
  if (out) writeFileSync(out, JSON.stringify(profiles));
}
