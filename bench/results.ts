import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { join } from "node:path";
import { GOALS, type GoalId, isReached, type Measured, shown } from "./goals.ts";
import type { Compared } from "./harness.ts";

/** One subject in one scenario. */
export interface Row extends Compared {
  readonly scenario: string;
  readonly subject: string;
}

/** What one run of one bench has found. */
export interface Result {
  readonly machine: string;
  readonly measured: Measured;
  readonly rows?: readonly Row[];
}

/** A row as the table has it. */
export function line({ subject, cpuUs, ratio, p50Ms, p99Ms, perSecond, firstMs }: Row): string {
  const cells = [cpuUs.toFixed(0), ratio.toFixed(2), p50Ms.toFixed(2), p99Ms.toFixed(2), perSecond.toFixed(0)];
  return `  ${subject.padEnd(34)}${columns([...cells, firstMs.toFixed(2)])}`;
}

function columns(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(10)).join("");
}

export const HEAD = `${"".padEnd(36)}${columns(["CPU µs", "ratio", "p50 ms", "p99 ms", "calls/s", "first ms"])}`;

/** Prints each figure with its goal; with `--out=…` writes all as JSON, too. */
export function tell(measured: Measured, rows?: readonly Row[]): void {
  console.log(`\n${"".padEnd(76)}${columns(["measured", "goal"])}`);
  for (const [id, value] of Object.entries(measured) as [GoalId, number][]) {
    const { what, most, unit } = GOALS[id];
    const verdict = isReached(id, value) ? "OK" : "missed";
    console.log(`${what.padEnd(76)}${columns([shown(value), String(most)])}  ${unit.padEnd(30)} ${verdict}`);
  }
  const out = option("out");
  if (out === undefined) return;
  const result: Result = { machine: machine(), measured, ...(rows && { rows }) };
  writeFileSync(out, `${JSON.stringify(result, undefined, 2)}\n`);
}

/** The value of `--name=…`. */
export function option(name: string): string | undefined {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** Whether a figure is asked for: `--goals=…` names them, and without it all are. */
export function isAsked(id: GoalId): boolean {
  const goals = option("goals");
  return goals === undefined || goals.split(",").includes(id);
}

/** What the figures were measured on, and with. */
export function machine(): string {
  const versions = ["openai", "@anthropic-ai/sdk", "@google/genai", "@google/generative-ai", "undici"].map(
    (name) => `${name} ${versionOf(name)}`,
  );
  return [`Node ${process.versions.node}`, `${cpus().length} × ${cpus()[0]?.model}`, ...versions].join(", ");
}

function versionOf(name: string): string {
  const [folder = ""] = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const file = join(folder.replace(/bench\/node_modules$/, "node_modules"), name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
