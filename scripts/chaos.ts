import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Result } from "../test/chaos/result.ts";
import { mayDiffer, OTHERWISE } from "../test/chaos/standard-fetch.ts";
import { page, rawSectionOf, summary, withRawSection } from "./chaos/page.ts";
import { rawSection } from "./chaos/raw-section.ts";
import { type Run, runRaw, runShards } from "./chaos/shards.ts";

/**
 * Runs every fault against every SDK and judges what came of it. `--write` writes docs/fault-matrix.md; without it, what that
 * page says must come is compared. What did come is not: some cells may rightly end in one of several ways.
 * `--only=text` runs the cells with that in their name; `--raw` asks the bare SDKs the same instead, and judges nothing;
 * `--fetch` runs the router's cells over Node's own fetch, which must come to the same as over our connections.
 */
const PAGE = new URL("../docs/fault-matrix.md", import.meta.url);
const has = (option: string) => process.argv.includes(option);

const only = process.argv.find((arg) => arg.startsWith("--only="))?.slice(7) ?? "";
const before = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
const began = performance.now();
await (has("--raw") ? runBare() : has("--fetch") ? compareFetches() : runMatrix());
console.log(`${Math.round((performance.now() - began) / 1_000)} s`);

async function runBare(): Promise<void> {
  const section = rawSection(await runRaw(only));
  console.log(section);
  if (only === "" && has("--write")) writeFileSync(PAGE, withRawSection(before, section));
}

async function runMatrix(): Promise<void> {
  const run = await runShards(only, "router");
  const text = page(run, rawSectionOf(before));
  const failures = failuresOf(run);
  if (only === "" && has("--write")) writeFileSync(PAGE, text);
  else if (only === "" && due(before) !== due(text))
    failures.push(`docs/fault-matrix.md is of other cells:\n${changes(due(before), due(text))}`);
  conclude(failures, summary(run));
}

/** The same cells over Node's own fetch: what comes must be the same, but where that fetch is known to do otherwise. */
async function compareFetches(): Promise<void> {
  const run = await runShards(only, "fetch");
  const isSame = ({ complaints }: Result) => complaints.length === 0;
  const others = run.results.filter(({ does }) => mayDiffer(does));
  const failures = failuresOf({ ...run, results: run.results.filter((result) => !others.includes(result)) });
  const never = Object.keys(OTHERWISE).filter((row) => others.filter(({ does }) => does === row).every(isSame));
  if (only === "") failures.push(...never.map((row) => `not otherwise any more: ${row}`));
  const same = run.results.filter(isSame).length;
  conclude(failures, `${run.results.length} cells over Node's own fetch: ${same} as over ours`);
}

function failuresOf({ results, unhandled, left }: Run): string[] {
  return [
    ...results.flatMap(({ name, complaints }) => complaints.map((complaint) => `${name}\n    ${complaint}`)),
    ...unhandled.map((what) => `nobody handled: ${what}`),
    ...left.map((what) => `left over: ${what}`),
  ];
}

function conclude(failures: readonly string[], summary: string): void {
  for (const failure of failures) console.log(`✗ ${failure}`);
  console.log(`\n${summary}`);
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
