import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulate } from "../src/testing/index.ts";
import { bundle, PROGRAMS } from "./bundle.ts";
import { median } from "./harness.ts";
import { type Phases, phasesOf } from "./phases.ts";
import { option } from "./results.ts";

// `npm run bench:bundle`: what a function pays for its first answer, as one bundled file with one provider's SDK. A process for each
// figure; the programs take turns, so that whatever disturbs the machine disturbs all. It measures the last `npm run build`.
// `-- --node=<path>` takes another Node; from 22.1 on it also measures with Node's compile cache.

const RUNS = Number(option("runs") ?? 15);
const NODE = option("node") ?? process.execPath;

interface With {
  /** What is imported later is in files of its own. */
  readonly splitting?: boolean;
  /** The files have been compiled in a run before. */
  readonly compiled?: boolean;
}

const ALL: readonly (readonly [label: string, program: string, given?: With])[] = [
  ["an empty file", PROGRAMS.empty],
  ["openai, loaded", PROGRAMS.openaiLoaded],
  ["llmux, loaded", PROGRAMS.llmuxLoaded],
  ["openai, first answer", PROGRAMS.openaiAnswer],
  ["llmux, first answer", PROGRAMS.llmuxAnswer],
  ["llmux, split", PROGRAMS.llmuxAnswer, { splitting: true }],
  ["openai, compile cache", PROGRAMS.openaiAnswer, { compiled: true }],
  ["llmux, compile cache", PROGRAMS.llmuxAnswer, { compiled: true }],
  ["llmux, split, cache", PROGRAMS.llmuxAnswer, { splitting: true, compiled: true }],
];
const version = execFileSync(NODE, ["--version"], { encoding: "utf8" }).trim();
const SUBJECTS = ALL.filter(([, , given]) => !given?.compiled || hasCompileCache(version));

/** Milliseconds since the process began, its processor time, and what it holds. */
const TELL = "console.log(JSON.stringify([performance.now(), process.cpuUsage(), process.memoryUsage().rss]));";

interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

async function run(file: string, env: NodeJS.ProcessEnv): Promise<Took> {
  const child = spawn(NODE, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  await once(child, "close");
  const [wallMs, { user, system }, rss] = JSON.parse(said) as [number, NodeJS.CpuUsage, number];
  return { wallMs, cpuMs: (user + system) / 1000, rssMb: rss / 1e6 };
}

function hasCompileCache(name: string): boolean {
  const [major, minor] = name.slice(1).split(".").map(Number) as [number, number];
  return major > 22 || (major === 22 && minor >= 1);
}

const folder = mkdtempSync(join(tmpdir(), "cold-"));
const sim = await simulate("openai");
const env = { PATH: process.env.PATH, OPENAI_API_KEY: "-", OPENAI_BASE_URL: sim.openai.baseURL };
const bundles = await Promise.all(
  SUBJECTS.map(([, program, { splitting = false } = {}], at) =>
    bundle(join(folder, String(at)), `${program}\n${TELL}`, { splitting }),
  ),
);
const took: Took[][] = SUBJECTS.map(() => []);
// The first round counts nowhere: it fills the compile cache.
for (let n = -1; n < RUNS; n += 1) {
  for (const [index, { file }] of bundles.entries()) {
    const cache = SUBJECTS[index]![2]?.compiled ? { NODE_COMPILE_CACHE: join(folder, "compiled") } : {};
    const result = await run(file, { ...env, ...cache });
    if (n >= 0) took[index]!.push(result);
  }
}
const phases: (readonly [label: string, runs: Phases[]])[] = [];
for (const [index, [label, program, given]] of SUBJECTS.entries()) {
  if ((program !== PROGRAMS.openaiAnswer && program !== PROGRAMS.llmuxAnswer) || given?.compiled) continue;
  const runs: Phases[] = [];
  for (let n = 0; n < 7; n += 1) runs.push(await phasesOf(NODE, bundles[index]!.file, env));
  phases.push([label, runs]);
}
rmSync(folder, { recursive: true });
await sim.close();

const lines = [
  `${`Node ${version.slice(1)}`.padEnd(24)}${["CPU ms", "wall ms", "RSS MB", "kB"].map((head) => head.padStart(9)).join("")}`,
];
for (const [index, [label]] of SUBJECTS.entries()) {
  const figures = (["cpuMs", "wallMs", "rssMb"] as const).map((key) => median(took[index]!.map((each) => each[key])));
  const cells = [...figures, bundles[index]!.kB].map((figure) => figure.toFixed(0).padStart(9));
  lines.push(label.padEnd(24) + cells.join(""));
}
const HEADS = {
  readMs: "read ms",
  compileMs: "compile ms",
  functions: "functions",
  nodeMs: "Node's ms",
  nodeFunctions: "functions",
};
lines.push(
  "",
  "V8's own log".padEnd(24) +
    Object.values(HEADS)
      .map((head) => head.padStart(11))
      .join(""),
);
for (const [label, runs] of phases) {
  const cells = (Object.keys(HEADS) as (keyof Phases)[]).map((key) => Math.min(...runs.map((each) => each[key])));
  lines.push(label.padEnd(24) + cells.map((figure) => figure.toFixed(0).padStart(11)).join(""));
}
console.log(lines.join("\n"));
console.log(`in llmux's bundle: ${bundles.at(-1)!.packages.join(", ")}`);
const out = option("out");
if (out) writeFileSync(out, JSON.stringify(lines));
