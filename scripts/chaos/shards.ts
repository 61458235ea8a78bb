import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RawResult } from "../../test/chaos/raw/run-raw.ts";
import type { Result } from "../../test/chaos/result.ts";

/** What a whole run came to. */
export interface Run {
  readonly results: readonly Result[];
  /** Rejections and exceptions that nobody handled, and processes that died. */
  readonly unhandled: readonly string[];
  /** What kept a process busy when all was done: timers, sockets. */
  readonly left: readonly string[];
}

/** What a worker is asked, and how it answers. */
export interface Task {
  readonly suite: "router" | "raw";
  readonly only: string;
  readonly shard: number;
  readonly of: number;
}
export type Report<Result> = Omit<Run, "results"> & { readonly results: readonly Result[] };

/** One for each core of a small machine. */
const PROCESSES = 2;

/** Runs the matrix in processes of its own. */
export async function runShards(only: string): Promise<Run> {
  const shards = Array.from({ length: PROCESSES }, (_, shard) => shard);
  const reports = await Promise.all(
    shards.map((shard) => work<Result>({ suite: "router", only, shard, of: PROCESSES })),
  );
  const results = reports.flatMap(({ results }) => results).sort((a, b) => a.place - b.place);
  return {
    results,
    unhandled: reports.flatMap(({ unhandled }) => unhandled),
    left: reports.flatMap(({ left }) => left),
  };
}

/** Runs the same cells over the bare SDKs, each in a process that it may harm. */
export async function runRaw(only: string): Promise<readonly RawResult[]> {
  const shards = Array.from({ length: 4 }, (_, shard) => shard);
  const reports = await Promise.all(shards.map((shard) => work<RawResult>({ suite: "raw", only, shard, of: 4 })));
  return reports.flatMap(({ results }) => results);
}

function work<One>(task: Task): Promise<Report<One>> {
  const script = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const child = fork(script, { execArgv: ["--import", "tsx", "--expose-gc"] });
  return new Promise((resolve) => {
    let report: Report<One> = { results: [], unhandled: ["a process of the suite died"], left: [] };
    child.on("message", (message: Report<One>) => {
      report = message;
      child.disconnect();
    });
    child.on("exit", () => resolve(report));
    child.send(task);
  });
}
