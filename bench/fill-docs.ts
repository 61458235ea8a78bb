import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GOALS, type GoalId, isReached, type Measured, shown } from "./goals.ts";
import type { Profiled } from "./profile.ts";
import { HEAD, line, type Row } from "./results.ts";

/** Writes what `bench:all` has measured into `docs/performance.md`, between its marks. */
const DOCS = fileURLToPath(new URL("../docs/performance.md", import.meta.url));
const RESULTS = fileURLToPath(new URL("results.json", import.meta.url));

interface Results {
  readonly machine: string;
  readonly runs: number;
  readonly measured: Measured;
  readonly rows: readonly Row[];
  readonly profiles: readonly Profiled[];
}

const { machine, runs, measured, rows, profiles } = JSON.parse(readFileSync(RESULTS, "utf8")) as Results;
let text = readFileSync(DOCS, "utf8");
fill("machine", `${machine}; ${runs === 1 ? "one run" : `medians of ${runs} runs`}.`);
fill("goals", goals());
fill("table", table());
fill("profiles", profiles.map(profile).join("\n\n"));
writeFileSync(DOCS, text);

function fill(mark: string, content: string): void {
  const [begin, end] = [`<!-- bench:${mark} -->`, `<!-- /bench:${mark} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no marks "${mark}"`);
  text = `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

function goals(): string {
  const lines = (Object.entries(measured) as [GoalId, number][]).map(([id, value]) => {
    const { what, most, unit } = GOALS[id];
    return `| ${what} | ${unit} | ${most} | ${shown(value)} | ${isReached(id, value) ? "reached" : "**not reached**"} |`;
  });
  return ["| | unit | goal | measured | |", "|---|---|--:|--:|---|", ...lines].join("\n");
}

function table(): string {
  const lines = rows.flatMap((row, at) =>
    rows[at - 1]?.scenario === row.scenario ? [line(row)] : [row.scenario, line(row)],
  );
  return ["```", HEAD, ...lines, "```"].join("\n");
}

function profile({ subject, scenario, cpuUs, parts, functions }: Profiled): string {
  const row = ([label, share]: readonly [string, number]) =>
    `${(share * 100).toFixed(1).padStart(6)} %${(share * cpuUs).toFixed(1).padStart(9)} µs  ${label}`;
  const title = `**${subject}; ${scenario}**: ${cpuUs.toFixed(0)} µs of CPU a call, while sampled.`;
  return [title, "", "```", ...parts.map(row), "", "by function", ...functions.map(row), "```"].join("\n");
}
