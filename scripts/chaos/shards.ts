import { isRaw, type RawResult, sdkOf } from "../../test/chaos/raw/run-raw.ts";
import { type Result, resultOf } from "../../test/chaos/result.ts";
import type { Cell } from "../../test/chaos/row.ts";
import { ROWS } from "../../test/chaos/rows/rows.ts";
import { broken, cellsOf, nameOf } from "../../test/chaos/run-matrix.ts";
import { isCompared, mayDiffer } from "../../test/chaos/standard-fetch.ts";
import { tlsEnvironment } from "./identities.ts";
import { startProcess, type Task } from "./process.ts";

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
/** They mostly wait for hangs. */
const RAW_PROCESSES = 4;
/** More failures than these are no accident. */
const MOST_DOUBTFUL = 60;

const CELLS = cellsOf(ROWS);
const ENVIRONMENT = tlsEnvironment();

type Suite = Exclude<Task["suite"], "raw">;

/** Runs the cells with `only` in their name, in processes of their own. */
export async function runShards(only: string, suite: Suite): Promise<Run> {
  const isAsked = (cell: Cell) => suite === "router" || isCompared(cell);
  const all = shares(only, PROCESSES, isAsked).map((places) => runPlaces(suite, places));
  return again(suite, merged(await Promise.all(all)));
}

function shares(only: string, processes: number, isAsked: (cell: Cell) => boolean): number[][] {
  const places = CELLS.flatMap((cell, place) => (isAsked(cell) && nameOf(cell).includes(only) ? [place] : []));
  return Array.from({ length: processes }, (_, shard) => places.filter((_, at) => at % processes === shard));
}

/** A cell may fail because others kept the machine busy: it is asked once more in a smaller crowd. A silent success is final. */
async function again(suite: Suite, run: Run): Promise<Run> {
  const isFinal = ({ complaints, silent, does }: Result) =>
    complaints.length === 0 || silent || (suite === "fetch" && mayDiffer(does));
  const doubtful = run.results.filter((result) => !isFinal(result));
  for (const { name, complaints } of doubtful) console.log(`? ${name}\n    ${complaints.join("\n    ")}`);
  if (doubtful.length === 0 || doubtful.length > MOST_DOUBTFUL) return run;
  const second = await runPlaces(
    suite,
    doubtful.map(({ place }) => place),
  );
  const rest = { ...run, results: run.results.filter((result) => !doubtful.includes(result)) };
  return merged([rest, second]);
}

/** Runs cells in one process. Those that were under way when it hung or died are run again, each alone, to see which it was. */
async function runPlaces(suite: Suite, places: readonly number[]): Promise<Run> {
  if (places.length === 0) return { results: [], unhandled: [], left: [] };
  const run = await startProcess<Result>({ suite, places }, ENVIRONMENT);
  if (run.broke === undefined) return run;
  const done = new Set(run.results.map(({ place }) => place));
  const undone = places.filter((place) => !done.has(place));
  // A cell that hangs is found alone. A death, or a hang once all was told, is wrong whatever comes of that.
  const isFound = run.broke === "silent" && undone.length > 0;
  const unhandled = isFound ? run.unhandled : [...run.unhandled, `a process broke: ${run.broke}`];
  const told = { ...run, unhandled };
  if (places.length === 1) return undone.length === 0 ? told : { ...told, results: [brokenAt(places[0]!, run.broke)] };
  const runs: Run[] = [told];
  for (const place of undone) if (run.begun.includes(place)) runs.push(await runPlaces(suite, [place]));
  runs.push(
    await runPlaces(
      suite,
      undone.filter((place) => !run.begun.includes(place)),
    ),
  );
  return merged(runs);
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

/** Runs the same cells over the bare SDKs, in processes that they may harm: one that dies has crashed, and the rest go on without it. */
export async function runRaw(only: string): Promise<readonly RawResult[]> {
  return (await Promise.all(shares(only, RAW_PROCESSES, isRaw).map(runRawPlaces))).flat();
}

async function runRawPlaces(places: readonly number[]): Promise<readonly RawResult[]> {
  const { results, broke } = await startProcess<RawResult>({ suite: "raw", places }, ENVIRONMENT);
  const cell = CELLS[places[results.length]!];
  if (broke === undefined || cell === undefined) return results;
  const died: RawResult = { name: nameOf(cell), sdk: sdkOf(cell), end: broke === "silent" ? "hang" : "crash" };
  return [...results, died, ...(await runRawPlaces(places.slice(results.length + 1)))];
}
