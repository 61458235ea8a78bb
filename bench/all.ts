import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GoalId, Measured } from "./goals.ts";
import { median } from "./harness.ts";
import { option, type Result, type Row, tell } from "./results.ts";

/** Every bench `--runs=…` times, three unless said otherwise; the medians are written to `bench/results.json`, for the docs. */
const RUNS = Number(option("runs") ?? 3);
const BENCHES = ["run.ts", "scale.ts", "cold.ts", "memory.ts"];
const PROFILED: readonly (readonly [subject: string, scenario: string])[] = [
  ["llmux to OpenAI", "JSON, 64 in flight"],
  ["llmux to OpenAI", "stream of 100 events, 32 in flight"],
  ["llmux to Anthropic", "stream of 100 events, 32 in flight"],
  ["llmux to Anthropic", "stream of 100 events, 2 ms apart, 32 in flight"],
  ["llmux to Anthropic", "JSON, 1 in flight"],
  ["llmux to Gemini by generative-ai", "JSON, 64 in flight"],
  ["llmux's own share", "JSON, 64 in flight"],
  ["llmux's own share", "stream of 100 events, 32 in flight"],
  ["openai over router.fetch", "JSON, 64 in flight"],
];

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "llmux-bench-"));
const out = join(folder, "result.json");

function run(file: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, ["--import", "tsx", here(file), ...args], { stdio: "inherit" });
  if (status !== 0) throw new Error(`bench/${file} failed`);
}

const results: Result[] = [];
for (let n = 1; n <= RUNS; n++)
  for (const file of BENCHES) {
    console.log(`\n── ${file}, run ${n} of ${RUNS}`);
    run(file, [`--out=${out}`]);
    results.push(JSON.parse(readFileSync(out, "utf8")) as Result);
  }
const profiles = PROFILED.map(([subject, scenario]) => {
  run("profile.ts", [`--subject=${subject}`, `--scenario=${scenario}`, `--out=${out}`]);
  return JSON.parse(readFileSync(out, "utf8")) as unknown;
});
rmSync(folder, { recursive: true });

const measured: Measured = {};
for (const id of new Set(results.flatMap((each) => Object.keys(each.measured) as GoalId[])))
  measured[id] = median(results.map((each) => each.measured[id]).filter((value) => value !== undefined));
const [first] = results;
const rows = first!.rows!.map((row, at) =>
  middle(
    results.flatMap((each) => each.rows?.[at] ?? []),
    row,
  ),
);
const all = { machine: first!.machine, runs: RUNS, measured, rows, profiles };
writeFileSync(here("results.json"), `${JSON.stringify(all, undefined, 2)}\n`);
tell(measured);

/** The median of each figure of the same row. */
function middle(same: readonly Row[], { scenario, subject }: Row): Row {
  const of = (figure: (row: Row) => number) => median(same.map(figure));
  return {
    scenario,
    subject,
    cpuUs: of((row) => row.cpuUs),
    ratio: of((row) => row.ratio),
    p50Ms: of((row) => row.p50Ms),
    p99Ms: of((row) => row.p99Ms),
    perSecond: of((row) => row.perSecond),
    firstMs: of((row) => row.firstMs),
  };
}
