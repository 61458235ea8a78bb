import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GOALS, type GoalId, isReached, type Measured, shown } from "./goals.ts";
import { linesOf, type Profiled } from "./profiled.ts";
import { HEAD, line, type Row } from "./results.ts";

/** Writes what `bench:all` has measured into the pages on performance, between their marks. */
const PAGES = ["performance.md", "performance-profiles.md"].map((name) =>
  fileURLToPath(new URL(`../docs/${name}`, import.meta.url)),
);
const RESULTS = fileURLToPath(new URL("results.json", import.meta.url));

interface Results {
  readonly machine: string;
  readonly runs: number;
  readonly runsOf: Readonly<Partial<Record<GoalId, number>>>;
  readonly measured: Measured;
  readonly rows: readonly Row[];
  readonly bundles: readonly string[];
  readonly profiles: readonly Profiled[];
}

const { machine, runs, runsOf, measured, rows, bundles, profiles } = JSON.parse(
  readFileSync(RESULTS, "utf8"),
) as Results;
const marks: Readonly<Record<string, string>> = {
  machine: `${machine}; ${runs === 1 ? "one run" : `medians of ${runs} runs`}.`,
  goals: goals(),
  table: table(),
  bundles: ["```", ...bundles, "```"].join("\n"),
  profiles: profiles.map(profile).join("\n\n"),
};
const left = new Set(Object.keys(marks));
for (const page of PAGES) writeFileSync(page, filled(readFileSync(page, "utf8")));
if (left.size > 0) throw new Error(`the pages have no marks for ${[...left].join(", ")}`);

function filled(text: string): string {
  return text.replaceAll(/(<!-- bench:(\w+) -->\n)[\s\S]*?(<!-- \/bench:\2 -->)/g, (_, begin, mark, end) => {
    if (marks[mark] === undefined) throw new Error(`no figures for the mark "${mark}"`);
    left.delete(mark);
    return `${begin}${marks[mark]}\n${end}`;
  });
}

function goals(): string {
  const lines = (Object.entries(measured) as [GoalId, number][]).map(([id, value]) => {
    const { what, most, unit } = GOALS[id];
    const cells = [what, unit, most, shown(value), runsOf[id], isReached(id, value) ? "reached" : missed(id)];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| | unit | goal | measured | runs | |", "|---|---|--:|--:|--:|---|", ...lines].join("\n");
}

/** With a link to the profile that shows why. */
function missed(id: GoalId): string {
  const profiled = profiles.find((each) => each.goals.includes(id));
  const why = profiled && `: [where it goes](performance-profiles.md#${anchorOf(profiled.title)})`;
  return `**not reached**${why ?? ""}`;
}

/** A heading's, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

function table(): string {
  const lines = rows.flatMap((row, at) =>
    rows[at - 1]?.scenario === row.scenario ? [line(row)] : [row.scenario, line(row)],
  );
  return ["```", HEAD, ...lines, "```"].join("\n");
}

function profile(profiled: Profiled): string {
  return [`### ${profiled.title}`, "", `${profiled.whole}.`, "", "```", ...linesOf(profiled), "```"].join("\n");
}
