import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FAULT_KINDS, type FaultKind } from "llmux";
import { expect, it } from "vitest";
import { pageText } from "./blocks.ts";

const SOURCE = join(import.meta.dirname, "../../src");

/** Where a code stands in a program: given to an error or a warning, or as the last word of a refusal. */
const GIVEN = [
  /\bcode(?:: | = )(?:[^"\n,;[(]*\? )?"([a-z_]+)"(?: : "([a-z_]+)")?/g,
  /\b(?:refuse|refusal|unsupported)\((?:[^()]|\([^()]*\))*"([a-z]+_[a-z_]+)"\)/g,
  /\bwarn\(\s*"([a-z_]+)"/g,
  /^export const [A-Z_]+ = "([a-z]+_[a-z_]+)";$/gm,
];

/** Codes in the sources, but for those that are only read (`code: ["…"]`) or played (`testing/`). */
function codesGiven(): string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/^(?:testing|data)[\\/]|general-errors|errors\.ts$/.test(file))
    .map((file) => readFileSync(join(SOURCE, file), "utf8"));
  const found = files.flatMap((text) => GIVEN.flatMap((given) => [...text.matchAll(given)]));
  return found.flatMap(([, ...names]) => names.filter((name) => name !== undefined));
}

/** The names in the first column of the tables below a heading, up to the next of its kind. */
function namesUnder(page: string, heading: string): string[] {
  const [, below = ""] = pageText(page).split(`${heading}\n`);
  const [section = ""] = below.split(/\n##/);
  const cells = [...section.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)].map(([, cell]) => cell!);
  return cells
    .flatMap((cell) => cell.split(", ").map((name) => name.replaceAll("`", "")))
    .filter((name) => name !== "code");
}

it("every code of our own is in the tables of codes, and no other", () => {
  const documented = [
    ...namesUnder("docs/errors.md", "## Codes of our own"),
    ...namesUnder("docs/providers.md", "### Warning codes"),
  ];
  // What has no code of its own has its kind for one.
  const known = (names: readonly string[]) =>
    [...new Set(names)].filter((name) => !FAULT_KINDS.includes(name as FaultKind)).sort();
  expect(known(documented)).toEqual(known(codesGiven()));
});
