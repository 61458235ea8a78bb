import { COLUMNS } from "./columns.ts";
import { type Expected, FOLLOWS } from "./expected.ts";
import type { Verdict } from "./judge.ts";
import { expectedOf, isAct } from "./row.ts";
import type { Observed } from "./run-cell.ts";
import { nameOf } from "./run-matrix.ts";

/** A judged cell in words, which can be sent to another process. */
export interface Result {
  readonly name: string;
  /** Its place in the whole list. */
  readonly place: number;
  readonly id: string;
  readonly does: string;
  readonly column: string;
  readonly mode: string;
  readonly chained: boolean;
  readonly isAct: boolean;
  readonly expected: string;
  readonly observed: string;
  readonly complaints: readonly string[];
  readonly silent: boolean;
  readonly hang: boolean;
}

export function resultOf({ cell, observed, complaints, silent, hang }: Verdict, place: number): Result {
  const { row, column, mode, chained } = cell;
  const { id, does } = row;
  const ok = complaints.length === 0;
  const words = isAct(row)
    ? { isAct: true, expected: row.comes, observed: ok ? "as it must" : "otherwise" }
    : {
        isAct: false,
        expected: wanted(expectedOf(row, column, mode)!),
        observed: observed ? came(observed) : hang ? "hangs" : "breaks",
      };
  const about = { id, does, column: COLUMNS[column].title, mode, chained, place, name: nameOf(cell) };
  return { ...about, ...words, complaints, silent, hang };
}

/** What a call with one target must come to. */
function wanted({ way, kinds, warning, finish, ...rest }: Expected): string {
  const named = kinds.map((kind) => `\`${kind}\``).join(" or ");
  const counted = rest.counted ?? (kinds[0] !== undefined && FOLLOWS[kinds[0]].counted);
  const note = warning ? `, marked \`${warning}\`` : finish ? `, \`${finish}\`` : "";
  if (way === "answer") return `answer${rest.alone ? ` at request ${rest.alone}` : ""}${note}`;
  const failure = `${way.includes("interrupted") ? "cut: " : ""}${named}${counted ? ", counted" : ""}`;
  return way === "answer or error" ? `answer, or ${failure}` : failure;
}

function came({ way, error, requests, by, text, finish }: Observed): string {
  const times = requests > 1 ? ` ×${requests}` : "";
  if (way === "hang") return "hangs";
  if (way === "answer" && by === "backup") return "the second answers";
  if (way === "answer") return `answer${text === "" ? " (empty)" : finish === "stop" ? "" : ` (${finish})`}${times}`;
  return `${way === "interrupted" ? "cut: " : ""}\`${error?.kind}\`${times}`;
}
