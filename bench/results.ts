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

/** Prints each figure with its goal; with `--out=…` writes all as JSON, too. */
export function tell(measured: Measured, rows?: readonly Row[]): void {
  console.log(`\n${"".padEnd(76)}${["measured", "goal"].map((head) => head.padStart(10)).join("")}`);
  for (const [id, value] of Object.entries(measured) as [GoalId, number][]) {
    const { what, most, unit } = GOALS[id];
    const verdict = isReached(id, value) ? "OK" : "missed";
    const cells = [shown(value), String(most)].map((cell) => cell.padStart(10)).join("");
    console.log(`${what.padEnd(76)}${cells}  ${unit.padEnd(30)} ${verdict}`);
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
