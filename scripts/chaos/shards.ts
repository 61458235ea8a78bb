import type { RawResult } from "../../test/chaos/raw/run-raw.ts";
import { type Result, resultOf } from "../../test/chaos/result.ts";
import { ROWS } from "../../test/chaos/rows/rows.ts";
import { broken, cellsOf, nameOf } from "../../test/chaos/run-matrix.ts";
import { tlsEnvironment } from "./identities.ts";
import { startProcess } from "./process.ts";

/** What a whole run came to. */
export interface Run {
  readonly results: readonly Result[];
  /** Rejections, exceptions and warnings that nobody handled. */
  readonly unhandled: readonly string[];
  /** What kept a process busy when all was done: timers, sockets. */
  readonly left: readonly string[];
}

/** One for each core of a small machine. */
const PROCESSES = 2;
/** More failures than these are no accident. */
const MOST_DOUBTFUL = 60;

const CELLS = cellsOf(ROWS);
const ENVIRONMENT = tlsEnvironment();

/** Runs the cells with `only` in their name, in processes of their own. */
export async function runShards(only: string): Promise<Run> {
  const places = CELLS.flatMap((cell, place) => (nameOf(cell).includes(only) ? [place] : []));
  const shares = Array.from({ length: PROCESSES }, (_, shard) => places.filter((_, at) => at % PROCESSES === shard));
  const run = merged(await Promise.all(shares.map(runPlaces)));
  return again(run);
}

/** A cell may fail because others kept the machine busy: it is asked once more in a smaller crowd. A silent success is final. */
async function again(run: Run): Promise<Run> {
  const doubtful = run.results.filter(({ complaints, silent }) => complaints.length > 0 && !silent);
  for (const { name, complaints } of doubtful) console.log(`? ${name}\n    ${complaints.join("\n    ")}`);
  if (doubtful.length === 0 || doubtful.length > MOST_DOUBTFUL) return run;
  const second = await runPlaces(doubtful.map(({ place }) => place));
  const rest = { ...run, results: run.results.filter((result) => !doubtful.includes(result)) };
  return merged([rest, second]);
}

/** Runs cells in one process. Those that were under way when it hung or died are run again, each alone, to see which it was. */
async function runPlaces(places: readonly number[]): Promise<Run> {
  if (places.length === 0) return { results: [], unhandled: [], left: [] };
  const run = await startProcess<Result>({ suite: "router", places }, ENVIRONMENT);
  if (run.broke === undefined) return run;
  const done = new Set(run.results.map(({ place }) => place));
  if (places.length === 1) {
    const [place] = places as [number];
    const unhandled = run.broke === "silent" ? run.unhandled : [...run.unhandled, `a process died: ${run.broke}`];
    return { ...run, unhandled, results: done.has(place) ? run.results : [brokenAt(place, run.broke)] };
  }
  const runs = [run];
  for (const place of run.begun) if (!done.has(place)) runs.push({ ...run, ...(await runPlaces([place])) });
  const rest = places.filter((place) => !done.has(place) && !run.begun.includes(place));
  return merged([...runs, await runPlaces(rest)]);
}

function brokenAt(place: number, why: string): Result {
  return resultOf(broken(CELLS[place]!, `its process broke: ${why}`, why === "silent"), place);
}

function merged(runs: readonly Run[]): Run {
  return {
    results: runs.flatMap(({ results }) => results).sort((a, b) => a.place - b.place),
    unhandled: runs.flatMap(({ unhandled }) => unhandled),
    left: runs.flatMap(({ left }) => left),
  };
}

/** Runs the same cells over the bare SDKs, in processes that they may harm. */
export async function runRaw(only: string): Promise<readonly RawResult[]> {
  const places = CELLS.flatMap((cell, place) => (nameOf(cell).includes(only) ? [place] : []));
  const runs = await Promise.all(
    Array.from({ length: 4 }, (_, shard) =>
      startProcess<RawResult>({ suite: "raw", places: places.filter((_, at) => at % 4 === shard) }, ENVIRONMENT),
    ),
  );
  return runs.flatMap(({ results }) => results);
}
