import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GOALS, type GoalId, type Measured } from "./goals.ts";
import { median } from "./harness.ts";
import type { Profiled } from "./profiled.ts";
import { option, type Result, type Row, tell } from "./results.ts";
import type { ProfiledScenario } from "./scenarios.ts";

/**
 * Every bench `--runs=…` times, three unless said otherwise, and ten times where a ratio is near 1; then the profiles. The medians
 * and the profiles are written to `bench/results.json`, for the docs; flame graphs are written where the docs show them.
 */
const RUNS = Number(option("runs") ?? 3);
const RUNS_NEAR_ONE = 10;
const BENCHES = ["run.ts", "scale.ts", "cold.ts", "memory.ts"];

interface Asked {
  readonly subject: string;
  readonly scenario: ProfiledScenario;
  /** A file below `docs/performance/`. */
  readonly flame?: string;
  /** The goals that it is the profile of. */
  readonly goals?: readonly GoalId[];
}

const STREAM = "stream of 100 events, 32 in flight";
const PACED = "stream of 100 events, 2 ms apart, 32 in flight";
const PROFILED: readonly Asked[] = [
  { subject: "openai", scenario: "JSON, 64 in flight", flame: "raw-openai-json.svg" },
  {
    subject: "llmux to OpenAI",
    scenario: "JSON, 64 in flight",
    flame: "openai-json.svg",
    goals: ["openai-json-64", "openai-json-1"],
  },
  { subject: "openai", scenario: STREAM },
  { subject: "llmux to OpenAI", scenario: STREAM, flame: "openai-stream.svg", goals: ["openai-stream-32"] },
  { subject: "llmux to OpenAI", scenario: PACED, goals: ["openai-stream-paced"] },
  { subject: "llmux to Anthropic", scenario: "JSON, 1 in flight", goals: ["anthropic-json-1", "anthropic-json-64"] },
  { subject: "@anthropic-ai/sdk", scenario: STREAM },
  { subject: "llmux to Anthropic", scenario: STREAM, goals: ["anthropic-stream-32"] },
  { subject: "llmux to Anthropic", scenario: PACED, goals: ["anthropic-stream-paced"] },
  {
    subject: "llmux to Gemini by generative-ai",
    scenario: "JSON, 64 in flight",
    goals: ["generative-ai-json-64"],
  },
  { subject: "openai over router.fetch", scenario: "JSON, 64 in flight", goals: ["router-fetch-json-64"] },
  { subject: "openai", scenario: "JSON, 2,000 in flight" },
  { subject: "llmux to OpenAI", scenario: "JSON, 2,000 in flight", goals: ["growth-in-flight"] },
  {
    subject: "llmux's own share",
    scenario: "JSON, 64 in flight",
    flame: "own-share-json.svg",
    goals: ["own-json-us"],
  },
  { subject: "llmux's own share", scenario: STREAM, goals: ["own-event-us"] },
  { subject: "own share, cache hit of 100 kB", scenario: "JSON, 1 in flight", goals: ["hit-long"] },
];

const begun = performance.now();
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "llmux-bench-"));

/** Runs a bench in a process of its own; what it has found. */
function run<Found>(file: string, ...args: string[]): Found {
  const out = join(folder, "result.json");
  const from = performance.now();
  const all = ["--import", "tsx", here(file), ...args, `--out=${out}`];
  const { status } = spawnSync(process.execPath, all, { stdio: "inherit" });
  if (status !== 0) throw new Error(`bench/${file} failed`);
  console.log(`── ${file}: ${((performance.now() - from) / 1000).toFixed(0)} s`);
  return JSON.parse(readFileSync(out, "utf8")) as Found;
}

function repeated(runs: number, files: readonly string[], ...args: string[]): Result[] {
  return Array.from({ length: runs }, (_, n) =>
    files.map((file) => {
      console.log(`\n── ${file}, run ${n + 1} of ${runs}${args.length > 0 ? `: ${args.join(" ")}` : ""}`);
      return run<Result>(file, ...args);
    }),
  ).flat();
}

const results = repeated(RUNS, BENCHES);
const valuesOf = (id: GoalId) => results.map(({ measured }) => measured[id]).filter((value) => value !== undefined);
const isNearOne = (id: GoalId) => GOALS[id].unit.startsWith("×") && Math.abs(median(valuesOf(id)) - 1) <= 0.1;
const ids = [...new Set(results.flatMap(({ measured }) => Object.keys(measured) as GoalId[]))];
for (const id of ids.filter(isNearOne)) {
  const file = BENCHES[results.findIndex(({ measured }) => id in measured)]!;
  results.push(...repeated(Math.max(0, RUNS_NEAR_ONE - RUNS), [file], `--goals=${id}`));
}

const bundles = run<string[]>("cold-bundle.ts");
const profiles = PROFILED.map(({ subject, scenario, flame, goals = [] }) => {
  const graph = flame ? [`--flame=${here(`../docs/performance/${flame}`)}`] : [];
  const [profiled] = run<[Profiled]>("profile.ts", `--subject=${subject}`, `--scenario=${scenario}`, ...graph);
  return { ...profiled, goals };
});
profiles.push(...run<Profiled[]>("profile-cold.ts"), ...run<Profiled[]>("profile-heap.ts"));
rmSync(folder, { recursive: true });

const measured: Measured = Object.fromEntries(ids.map((id) => [id, median(valuesOf(id))]));
const runsOf = Object.fromEntries(ids.map((id) => [id, valuesOf(id).length]));
const [first] = results;
const rows = first!.rows!.map((row, at) =>
  middle(
    results.slice(0, RUNS * BENCHES.length).flatMap(({ rows }) => rows?.[at] ?? []),
    row,
  ),
);
const all = { machine: first!.machine, runs: RUNS, runsOf, measured, rows, bundles, profiles };
writeFileSync(here("results.json"), `${JSON.stringify(all, undefined, 2)}\n`);
tell(measured);
console.log(`\nall of it in ${((performance.now() - begun) / 60_000).toFixed(1)} min`);

/** The median of each figure of the same row. */
function middle(same: readonly Row[], { scenario, subject }: Row): Row {
  const of = (figure: (row: Row) => number) => median(same.map(figure));
  return {
    scenario,
    subject,
    calls: of((row) => row.calls),
    cpuUs: of((row) => row.cpuUs),
    ratio: of((row) => row.ratio),
    p50Ms: of((row) => row.p50Ms),
    p99Ms: of((row) => row.p99Ms),
    perSecond: of((row) => row.perSecond),
    firstMs: of((row) => row.firstMs),
  };
}
