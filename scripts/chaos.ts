import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { page, rawSectionOf, summary } from "./chaos/page.ts";
import { rawSection } from "./chaos/raw-section.ts";
import { runRaw, runShards } from "./chaos/shards.ts";

/**
 * Runs every fault against every SDK, and writes docs/fault-matrix.md. `--check` writes nothing, but compares the page's rows;
 * `--only=text` runs the cells with that in their name; `--raw` asks the bare SDKs the same, which takes minutes.
 */
const PAGE = new URL("../docs/fault-matrix.md", import.meta.url);

const only = process.argv.find((arg) => arg.startsWith("--only="))?.slice(7) ?? "";
const began = performance.now();
const run = await runShards(only);
const failures = run.results.flatMap(({ name, complaints }) => complaints.map((text) => `${name}\n    ${text}`));
failures.push(
  ...run.unhandled.map((text) => `nobody handled: ${text}`),
  ...run.left.map((text) => `left over: ${text}`),
);

const before = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
const raw = process.argv.includes("--raw") ? rawSection(await runRaw(only)) : rawSectionOf(before);
const text = page(run, raw);
if (process.argv.includes("--check")) {
  const titles = (one: string) => one.split("\n").map((line) => line.split("|").slice(1, 4).join("|"));
  if (titles(before).join() !== titles(text).join()) {
    failures.push("docs/fault-matrix.md has other rows: npm run chaos writes it anew");
  }
} else if (only === "") writeFileSync(PAGE, text);
for (const failure of failures) console.log(`✗ ${failure}`);
if (process.argv.includes("--raw")) console.log(`\n${raw}`);
console.log(`\n${summary(run)}\n${Math.round((performance.now() - began) / 1_000)} s`);
process.exitCode = failures.length === 0 ? 0 : 1;
