import type { SimulatedProvider } from "llmux/testing";
import { COLUMN_NAMES, COLUMNS, MODES } from "./columns.ts";
import { A } from "./expected.ts";
import { judge, type Verdict } from "./judge.ts";
import { type Cell, expectedOf, type FaultRow, isAct, type Row } from "./row.ts";
import { runAct } from "./run-act.ts";
import { runCell } from "./run-cell.ts";
import { startWarm } from "./warm.ts";

/** Cells at once: most of them wait. */
const AT_ONCE = 24;
/** More than any cell can take. */
const LONGEST_MS = 45_000;

/** Every place in the matrix. */
export function cellsOf(rows: readonly Row[]): Cell[] {
  return rows.flatMap((row) => COLUMN_NAMES.flatMap((column) => MODES.flatMap((mode) => placesOf(row, column, mode))));
}

function placesOf(row: Row, column: Cell["column"], mode: Cell["mode"]): Cell[] {
  if (isAct(row)) {
    const here = row.modes.includes(mode) && (row.columns ?? COLUMN_NAMES).includes(column);
    return here ? [{ row, column, mode, chained: row.chained === true }] : [];
  }
  if (expectedOf(row, column, mode) === undefined) return [];
  const listed = /^\d/.test(row.id);
  if (!listed && column === "undici" && !row.id.startsWith("W")) return [];
  // What is behind a target does not depend on the mode: beyond the list one is enough.
  const ways = listed || mode === MODES.find((one) => row[one] !== undefined) ? [false, true] : [false];
  return ways.map((chained) => ({ row, column, mode, chained }));
}

/** Runs cells, many at a time, and judges each. */
export async function runMatrix(cells: readonly Cell[]): Promise<Verdict[]> {
  const warm = await startWarm();
  await loadSdks(warm);
  const verdicts: Verdict[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < cells.length; at = next++) {
      const cell = cells[at]!;
      verdicts[at] = await Promise.race([run(cell, warm), never(cell)]).catch((error: unknown) => broken(cell, error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await warm.close();
  return verdicts;
}

async function run(cell: Cell, warm: SimulatedProvider): Promise<Verdict> {
  const { row, column, mode } = cell;
  if (isAct(row)) return runAct({ ...cell, row }, warm);
  const expected = expectedOf(row, column, mode)!;
  return judge(cell, expected, await runCell({ ...cell, row }, expected, warm));
}

/** Loading an SDK may take longer than a cell has. */
async function loadSdks(warm: SimulatedProvider): Promise<void> {
  const row: FaultRow = { id: "", does: "healthy", JSON: A };
  for (const column of COLUMN_NAMES) await runCell({ row, column, mode: "JSON", chained: false }, A, warm);
}

/** A cell's own words for itself. */
export function nameOf({ row, column, mode, chained }: Cell): string {
  const where = isAct(row) ? "" : chained ? ", in a chain" : ", alone";
  return `${row.id} ${row.does}: ${COLUMNS[column].title}, ${mode}${where}`;
}

/** A cell that does not even come to an end of its own. */
async function never(cell: Cell): Promise<Verdict> {
  await new Promise((resolve) => setTimeout(resolve, LONGEST_MS).unref());
  return broken(cell, new Error("it never ended"));
}

function broken(cell: Cell, error: unknown): Verdict {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { cell, observed: undefined, complaints: [`broke: ${text}`], silent: false };
}
