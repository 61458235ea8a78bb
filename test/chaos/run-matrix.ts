import type { SimulatedProvider } from "llmux/testing";
import { COLUMN_NAMES, COLUMNS, MODES } from "./columns.ts";
import { A } from "./expected.ts";
import { judge, type Verdict } from "./judge.ts";
import { type Cell, expectedOf, type FaultRow, isAct, type Row } from "./row.ts";
import { runAct } from "./run-act.ts";
import { runCell } from "./run-cell.ts";
import { startWarm } from "./warm.ts";

/** Cells at once: most of them wait. What callers do is timed, comes after, and wants the machine more for itself. */
const AT_ONCE = { faults: 24, acts: 4 };
/** More than any cell can take that ends at all, in milliseconds. */
const LONGEST_MS = 40_000;

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
  // What is behind a target does not depend on the mode: beyond the list one is enough, and none for a bare status.
  const chained = listed || (row.id !== "S" && mode === MODES.find((one) => row[one] !== undefined));
  const ways = chained ? [false, true] : [false];
  return ways.map((chained) => ({ row, column, mode, chained }));
}

/** Told of every cell as it begins and ends; `at` is its place in what was given. */
export interface Watch {
  onBegin(at: number): void;
  onVerdict(at: number, verdict: Verdict): void;
}

/** Runs cells, many at a time, and judges each. One that does not end in time is judged so, and left behind. */
export async function runMatrix(cells: readonly Cell[], watch: Watch): Promise<void> {
  const warm = await startWarm();
  await loadSdks(warm);
  const all = [...cells.keys()];
  const work = async (places: number[]): Promise<void> => {
    for (let at = places.shift(); at !== undefined; at = places.shift()) {
      watch.onBegin(at);
      watch.onVerdict(at, await inTime(cells[at]!, warm));
    }
  };
  const runAll = (places: number[], atOnce: number) => Promise.all(Array.from({ length: atOnce }, () => work(places)));
  await runAll(
    all.filter((at) => !isAct(cells[at]!.row)),
    AT_ONCE.faults,
  );
  await runAll(
    all.filter((at) => isAct(cells[at]!.row)),
    AT_ONCE.acts,
  );
  await warm.close();
}

/** The verdict of a cell, whatever happens in it. */
async function inTime(cell: Cell, warm: SimulatedProvider): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Verdict>((resolve) => {
    timer = setTimeout(() => resolve(broken(cell, "it never ended", true)), LONGEST_MS);
  });
  const verdict = run(cell, warm).catch((error: unknown) =>
    broken(cell, error instanceof Error ? String(error.stack) : String(error), false),
  );
  try {
    return await Promise.race([verdict, late]);
  } finally {
    clearTimeout(timer);
  }
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

/** What is said of a cell of which nothing can be observed. */
export function broken(cell: Cell, why: string, hang: boolean): Verdict {
  return { cell, observed: undefined, complaints: [why], silent: false, hang };
}
