import { claudeModel, familyFacts, geminiModel } from "../src/data/model-facts.ts";
import { MODELS_AS_OF } from "../src/data/models.ts";
import { CATALOGUE } from "../src/data/prices.ts";

// `npm run facts`: what is known of the three vendors' models, so that a look at their model pages shows what has changed.

const COLUMNS = ["context", "output", "reads", "tools", "schema", "thinks"];
const WIDTHS = [9, 9, 24, 7, 8, 60];

/** A plain id that a row of the catalogue matches; undefined for one that matches by expressions only. */
function idOf(names: string): string | undefined {
  const [name] = names.split(" ").filter((each) => !/^[/*]|&/.test(each));
  return name?.replace(/[-@]?\*$/, "");
}

/** How a model's thinking is steered, in its vendor's words. */
const THINKING: Readonly<Record<string, (id: string) => string>> = {
  openai: (id) => (familyFacts(id).reasoning ? "by reasoning_effort" : ""),
  anthropic(id) {
    const { thinking, efforts, thinksByDefault } = claudeModel(id);
    return `${thinking.join(" ")}${efforts.length > 0 ? ` · ${efforts.join(" ")}` : ""}${thinksByDefault ? " · unasked" : ""}`;
  },
  gemini(id) {
    const { thinking } = geminiModel(id);
    if (thinking.by === "nothing") return "";
    return thinking.by === "budget" ? `${thinking.min} to ${thinking.max} tokens` : thinking.levels.join(" ");
  },
};

const said = (fact: boolean | undefined) => (fact === undefined ? "-" : fact ? "yes" : "no");
const line = (cells: readonly string[]) =>
  cells
    .map((cell, at) => cell.padEnd(WIDTHS[at]!))
    .join(" ")
    .trimEnd();

for (const [vendor, thinking] of Object.entries(THINKING)) {
  console.log(`\n${vendor.padEnd(44)} ${line(COLUMNS)}`);
  for (const row of CATALOGUE.rows[vendor]!.split("\n")) {
    const [names = "", window = ""] = row.split(";");
    const id = idOf(names);
    if (id === undefined) continue;
    const { maxOutputTokens, input, tools, structuredOutput } = familyFacts(id);
    const reads = input?.join(" ") ?? "-";
    const cells = [window || "-", String(maxOutputTokens ?? "-"), reads, said(tools), said(structuredOutput)];
    console.log(`  ${id.padEnd(42)} ${line([...cells, thinking(id) || "-"])}`);
  }
}

const rows = Object.values(CATALOGUE.rows).flatMap((text) => text.split("\n").map((row) => row.split(";")));
const known = rows.filter(([, window, price]) => window && price).length;
console.log(
  `\nContext windows of ${known} priced models, as of ${CATALOGUE.asOf}: npm run prices renews them from ${CATALOGUE.source}.`,
);
console.log(
  `All else, as of ${MODELS_AS_OF}: by hand, in src/data/models.ts. "-": not known, and nothing is refused for its sake.`,
);
