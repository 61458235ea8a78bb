import { runRawCells } from "../../test/chaos/raw/run-raw.ts";
import { resultOf } from "../../test/chaos/result.ts";
import { ROWS } from "../../test/chaos/rows/rows.ts";
import { cellsOf, nameOf, runMatrix } from "../../test/chaos/run-matrix.ts";
import type { Task } from "./shards.ts";

/** Runs its share of the cells in this process and tells its parent. */
process.once("message", (task: Task) => {
  run(task).catch((error: Error) => process.send!({ results: [], unhandled: [String(error.stack)], left: [] }));
});

async function run({ suite, only, shard, of }: Task): Promise<void> {
  const cells = cellsOf(ROWS)
    .map((cell, place) => ({ cell, place }))
    .filter(({ cell }) => nameOf(cell).includes(only));
  if (suite === "raw") {
    const results = await runRawCells(cells.map(({ cell }) => cell).filter((_, at) => at % of === shard));
    process.send!({ results, unhandled: [], left: [] });
    return;
  }
  const unhandled: string[] = [];
  const note = (reason: unknown) =>
    void unhandled.push(reason instanceof Error ? String(reason.stack) : String(reason));
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  process.on("warning", note);
  const mine = cells.filter((_, at) => at % of === shard);
  const verdicts = await runMatrix(mine.map(({ cell }) => cell));
  // The standard fetch, which Google's older SDK uses, keeps a connection for four seconds.
  await new Promise((resolve) => setTimeout(resolve, 4_500));
  const left = process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|TCP|TLS/.test(name));
  const results = verdicts.map((verdict, at) => resultOf(verdict, mine[at]!.place));
  process.send!({ results, unhandled, left });
}
