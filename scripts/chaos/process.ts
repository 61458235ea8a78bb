import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a process of the suite is asked. Places are those of the whole list of cells. */
export interface Task {
  readonly suite: "router" | "fetch" | "raw";
  readonly places: readonly number[];
}

/** What it says while it works: always a place, or that all is done. */
export type Told<One> =
  | { readonly begun: number }
  | { readonly result: One }
  | { readonly unhandled: string }
  | { readonly left: readonly string[] };

/** What one process came to. */
export interface ProcessRun<One> {
  readonly results: readonly One[];
  readonly begun: readonly number[];
  readonly unhandled: readonly string[];
  readonly left: readonly string[];
  /** Why it ended before its work did. */
  readonly broke: string | undefined;
}

/** Longer than any cell may take: a process that says nothing for so long is blocked. */
const SILENCE_MS = 120_000;

/** Runs a task in a process of its own; one that says nothing any more is ended. */
export function startProcess<One>(task: Task, environment: Readonly<Record<string, string>>): Promise<ProcessRun<One>> {
  const script = fileURLToPath(new URL("./worker.ts", import.meta.url));
  const child = fork(script, { execArgv: ["--import", "tsx"], env: { ...process.env, ...environment } });
  const results: One[] = [];
  const begun: number[] = [];
  const unhandled: string[] = [];
  let left: readonly string[] | undefined;
  let broke: string | undefined;
  const end = () => {
    broke = "silent";
    child.kill("SIGKILL");
  };
  const watch = setTimeout(end, SILENCE_MS);
  return new Promise((resolve) => {
    child.on("message", (told: Told<One>) => {
      watch.refresh();
      if ("begun" in told) begun.push(told.begun);
      else if ("result" in told) results.push(told.result);
      else if ("unhandled" in told) unhandled.push(told.unhandled);
      else {
        ({ left } = told);
        child.disconnect();
      }
    });
    child.on("exit", (code, signal) => {
      clearTimeout(watch);
      broke ??= `exit ${code ?? signal}`;
      resolve({ results, begun, unhandled, left: left ?? [], broke: left ? undefined : broke });
    });
    child.send(task);
  });
}
