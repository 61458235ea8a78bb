import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { page, rawSectionOf, summary, withRawSection } from "./chaos/page.ts";
import { rawSection } from "./chaos/raw-section.ts";
import { runRaw, runShards } from "./chaos/shards.ts";

/**
 * Runs every fault against every SDK and judges what came of it. `--write` writes docs/fault-matrix.md; without it, what that
 * page says must come is compared. What did come is not: some cells may rightly end in one of several ways.
 * `--only=text` runs the cells with that in their name; `--raw` asks the bare SDKs the same instead, and judges nothing.
 */
const PAGE = new URL("../docs/fault-matrix.md", import.meta.url);
const has = (option: string) => process.argv.includes(option);

const only = process.argv.find((arg) => arg.startsWith("--only="))?.slice(7) ?? "";
const before = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
const began = performance.now();
await (has("--raw") ? runBare() : runMatrix());
console.log(`${Math.round((performance.now() - began) / 1_000)} s`);

async function runBare(): Promise<void> {
  const section = rawSection(await runRaw(only));
  console.log(section);
  if (only === "" && has("--write")) writeFileSync(PAGE, withRawSection(before, section));
}

async function runMatrix(): Promise<void> {
  const run = await runShards(only);
  const text = page(run, rawSectionOf(before));
  const failures = [
    ...run.results.flatMap(({ name, complaints }) => complaints.map((complaint) => `${name}\n    ${complaint}`)),
    ...run.unhandled.map((what) => `nobody handled: ${what}`),
    ...run.left.map((what) => `left over: ${what}`),
  ];
  if (only === "" && has("--write")) writeFileSync(PAGE, text);
  else if (only === "" && due(before) !== due(text))
    failures.push(`docs/fault-matrix.md is of other cells:\n${changes(due(before), due(text))}`);
  for (const failure of failures) console.log(`✗ ${failure}`);
  console.log(`\n${summary(run)}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

/** The page without what came: of the tables only the fault, the mode and what must come. */
function due(text: string): string {
  const lines = text.split("\n").map((line) => (line.startsWith("|") ? line.split("|").slice(0, 5).join("|") : line));
  return lines.join("\n");
}

/** The first lines that differ. */
function changes(before: string, after: string): string {
  const [was, is] = [before.split("\n"), after.split("\n")];
  const lines = [
    ...was.filter((line) => !is.includes(line)).map((line) => `- ${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`),
  ];
  return [...lines.slice(0, 20), "npm run chaos -- --write writes it anew"].join("\n");
}
