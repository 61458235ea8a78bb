import { readFileSync, writeFileSync } from "node:fs";
import { judge, page, tables } from "./conformance/page.ts";
import { runSuite } from "./conformance/run-suite.ts";

/** Prints how well the codecs keep to the providers' wires, and writes it to docs/conformance.md; `--check` compares instead. */
const PAGE = new URL("../docs/conformance.md", import.meta.url);

process.env.CONFORMANCE = "full";
const verdict = judge(await runSuite());
const { cases, samples } = tables(verdict);
console.log(`\nCases, passed by provider and feature\n\n${cases}\n`);
if (verdict.aspects.length > 0) console.log(`Recorded answers, right by provider and aspect\n\n${samples}\n`);
else console.log("Recorded answers: NOT RUN, the recordings are not here. docs/conformance.md is left as it is.\n");

const failures = [...verdict.failures];
if (verdict.aspects.length > 0) {
  const text = page(verdict);
  if (!process.argv.includes("--check")) writeFileSync(PAGE, text);
  else if (readFileSync(PAGE, "utf8") !== text) {
    failures.push("docs/conformance.md is out of date: npm run conformance writes it anew");
  }
}
for (const failure of failures) console.log(`✗ ${failure}`);
if (failures.length === 0) console.log("Everything is as it must be.");
process.exitCode = failures.length === 0 ? 0 : 1;
