import { runRawCells } from "../../test/chaos/raw/run-raw.ts";
import { resultOf } from "../../test/chaos/result.ts";
import { ROWS } from "../../test/chaos/rows/rows.ts";
import { cellsOf, nameOf, runMatrix } from "../../test/chaos/run-matrix.ts";
import type { Task, Told } from "./process.ts";

/** Runs the cells it is given in this process and tells its parent of each. */
process.once("message", (task: Task) => {
  run(task).catch((error: Error) => tell({ unhandled: String(error.stack) }));
});

const CELLS = cellsOf(ROWS);
/** The standard fetch, which Google's older SDK uses, keeps a connection for four seconds. */
const KEPT_MS = 4_500;

function tell(told: Told<unknown>): void {
  process.send!(told);
}

async function run({ suite, places }: Task): Promise<void> {
  const overFetch = suite === "fetch" && { isStandardFetch: true as const };
  const cells = places.map((place) => ({ ...CELLS[place]!, ...overFetch }));
  if (suite === "raw") {
    // What hangs may keep a process for ever.
    process.once("disconnect", () => process.exit());
    for await (const result of runRawCells(cells)) tell({ result });
    return tell({ left: [] });
  }
  const open = new Set<number>();
  const note = (reason: unknown) => {
    const during = [...open].map((at) => nameOf(cells[at]!)).join("; ");
    tell({ unhandled: `${reason instanceof Error ? reason.stack : reason}\nduring: ${during}` });
  };
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  process.on("warning", note);
  await runMatrix(cells, {
    onBegin: (at) => {
      open.add(at);
      tell({ begun: places[at]! });
    },
    onVerdict: (at, verdict) => {
      open.delete(at);
      tell({ result: resultOf(verdict, places[at]!) });
    },
  });
  await new Promise((resolve) => setTimeout(resolve, KEPT_MS));
  const ours = overFetch ? /Timeout|Immediate/ : /Timeout|Immediate|TCP|TLS/;
  tell({ left: process.getActiveResourcesInfo().filter((name) => ours.test(name)) });
}
