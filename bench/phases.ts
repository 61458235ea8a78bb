import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";

/** What V8 did to start a program: milliseconds, and functions. */
export interface Phases {
  /** Reading the program's files once. */
  readonly readMs: number;
  /** Compiling those of its functions that run, each as it is first called. */
  readonly compileMs: number;
  readonly functions: number;
  /** Both, for the modules of Node that it makes Node load. */
  readonly nodeMs: number;
  readonly nodeFunctions: number;
}

/** Events of V8's log that come one after the other; the rest are parts of these. */
const READ = new Set(["parse-script", "parse-eval"]);
const COMPILE = new Set(["parse-function", "interpreter", "interpreter-eval"]);

/** Runs a bundle with V8's log of functions, which costs time itself, and adds it up. */
export async function phasesOf(node: string, file: string, env: NodeJS.ProcessEnv): Promise<Phases> {
  const log = `${file}.log`;
  const flags = ["--log-function-events", `--logfile=${log}`, "--no-logfile-per-isolate"];
  await once(spawn(node, [...flags, file], { env, stdio: ["ignore", "ignore", "inherit"] }), "close");
  const lines = readFileSync(log, "utf8")
    .split("\n")
    .map((line) => line.split(","));
  rmSync(log);
  const ours = new Set(
    lines.filter(([kind, , url]) => kind === "script-details" && url?.startsWith("file:")).map(([, id]) => id),
  );
  const sum = { readMs: 0, compileMs: 0, functions: 0, nodeMs: 0, nodeFunctions: 0 };
  for (const [kind, event = "", script, , , ms] of lines) {
    if (kind !== "function") continue;
    const own = ours.has(script);
    if (READ.has(event)) sum[own ? "readMs" : "nodeMs"] += Number(ms);
    if (COMPILE.has(event)) sum[own ? "compileMs" : "nodeMs"] += Number(ms);
    if (event === "first-execution") sum[own ? "functions" : "nodeFunctions"] += 1;
  }
  return sum;
}
