import type { Cell } from "../row.ts";

/** What a bare SDK made of a cell. */
export interface RawResult {
  readonly sdk: string;
  readonly end: "right" | "silent success" | "hang" | "crash";
}

export async function runRawCells(_cells: readonly Cell[]): Promise<RawResult[]> {
  return [];
}
