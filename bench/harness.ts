import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build, type Options } from "tsup";
import { opossumEvents } from "../scripts/build/opossum-events.ts";
import type { Round, Took } from "./scenarios.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Of this process, and gone with it. */
const OUT = join(ROOT, "node_modules", ".cache", `llmux-bench-${process.pid}`);

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** An esbuild plugin: `llmux` is the last `npm run build`, in as many files as are published. */
export const published: Plugin = {
  name: "published",
  setup(build) {
    build.onResolve({ filter: /^llmux$/ }, () => ({ path: join(ROOT, "dist", "index.js"), external: true }));
  },
};

/** Compiles these files of `bench/` as for publishing: a loader's helpers would be measured too. */
export async function compile(...files: string[]): Promise<void> {
  await compileWith(opossumEvents, ...files);
}

export async function compileWith(plugin: Plugin, ...files: string[]): Promise<void> {
  process.once("exit", () => rmSync(OUT, { recursive: true, force: true }));
  const entry = files.map((file) => join(ROOT, "bench", file));
  const output = { outDir: OUT, format: "esm", target: "node20", splitting: true, removeNodeProtocol: false } as const;
  await build({ ...output, entry, esbuildPlugins: [plugin], config: false, silent: true });
}

/** Starts a compiled file as a process of its own. */
export function start(file: string, args: readonly string[] = [], execArgv: string[] = []): ChildProcess {
  const env = {
    ...process.env,
    LLMUX_BENCH_CLIENTS: join(ROOT, "bench", "clients"),
    GROQ_API_KEY: "x",
    MISTRAL_API_KEY: "x",
  };
  return fork(join(OUT, file), args, { env, execArgv }).on("exit", (code) => code && process.exit(code));
}

/** A subject's process, ready for rounds. */
export interface Running {
  readonly name: string;
  readonly child: ChildProcess;
}

/** The server, and one process for each subject. */
export async function startAll(names: readonly string[]): Promise<{ subjects: Running[]; stop: () => void }> {
  const server = start("server.js");
  const [ports] = (await once(server, "message")) as [number[]];
  const roots = ports.map((port) => `http://127.0.0.1:${port}`);
  const subjects = names.map((name) => ({ name, child: start("subject.js", [name, ...roots]) }));
  await Promise.all(subjects.map(({ child }) => once(child, "message")));
  return { subjects, stop: () => [server, ...subjects.map(({ child }) => child)].map((child) => child.disconnect()) };
}

/** What a call has in common with a stream is compiled anew once there was one: whole answers come before and after. */
const WARM_UP: readonly Round[] = [
  { stream: false, paced: false, inFlight: 64, calls: 2500 },
  { stream: true, paced: false, inFlight: 32, calls: 128 },
  { stream: false, paced: false, inFlight: 64, calls: 5500 },
];

/** So many at once: while one waits for the server, the other has the core. */
const WARMED_AT_ONCE = 2;

/** V8 compiles what it has seen often, and llmux is not done before some 7,000 calls: half a process's life of cold code would be measured otherwise. */
export async function warmUp(subjects: readonly Running[]): Promise<void> {
  const waiting = subjects.values();
  const worker = async () => {
    for (const subject of waiting)
      for (const round of WARM_UP) await rounds([subject], round, { warmUp: 1, counted: 0 });
  };
  await Promise.all(Array.from({ length: WARMED_AT_ONCE }, worker));
}

/** What a subject took, and its CPU time as a ratio to the first one's. */
export interface Compared extends Took {
  readonly ratio: number;
}

/** Rounds that count, those before them, and the pause before each subject's turn. */
export interface Plan {
  readonly warmUp: number;
  readonly counted: number;
  readonly pauseMs?: number;
}

/** Every subject's medians, of each round's own ratios too: they take turns, so that what disturbs the machine disturbs all. */
export async function rounds(
  subjects: readonly Running[],
  round: Round,
  { warmUp, counted, pauseMs = 0 }: Plan,
): Promise<Compared[]> {
  const took: Took[][] = subjects.map(() => []);
  for (let n = 0; n < warmUp + counted; n++)
    for (const [index, { child }] of subjects.entries()) {
      if (pauseMs > 0) await setTimeout(pauseMs);
      child.send(round);
      const [result] = (await once(child, "message")) as [Took];
      if (n >= warmUp) took[index]!.push(result);
    }
  return took.map((each) => ({
    calls: median(each.map(({ calls }) => calls)),
    cpuUs: median(each.map(({ cpuUs }) => cpuUs)),
    p50Ms: median(each.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(each.map(({ p99Ms }) => p99Ms)),
    perSecond: median(each.map(({ perSecond }) => perSecond)),
    firstMs: median(each.map(({ firstMs }) => firstMs)),
    ratio: median(each.map(({ cpuUs }, n) => cpuUs / took[0]![n]!.cpuUs)),
  }));
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
