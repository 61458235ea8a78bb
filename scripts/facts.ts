import { familyFacts } from "../src/data/model-facts.ts";
import { CATALOGUE } from "../src/data/prices.ts";

// `npm run facts`: what is known of the three vendors' models, so that a look at their model pages shows what has changed.

const VENDORS = ["openai", "anthropic", "gemini"];

/** A plain id that a row of the catalogue matches; undefined for one that matches by expressions only. */
function idOf(names: string): string | undefined {
  const [name] = names.split(" ").filter((each) => !/^[/*]|&/.test(each));
  return name?.replace(/[-@]?\*$/, "");
}

for (const vendor of VENDORS) {
  console.log(`\n${vendor.padEnd(44)} ${"context".padStart(9)} ${"output".padStart(8)}  thinks`);
  for (const row of CATALOGUE.rows[vendor]!.split("\n")) {
    const [names = "", window = ""] = row.split(";");
    const id = idOf(names);
    if (id === undefined) continue;
    const { maxOutputTokens, reasoning } = familyFacts(id);
    const limit = String(maxOutputTokens ?? "-");
    console.log(`  ${id.padEnd(42)} ${(window || "-").padStart(9)} ${limit.padStart(8)}  ${reasoning ? "yes" : "-"}`);
  }
}

const rows = Object.values(CATALOGUE.rows).flatMap((text) => text.split("\n").map((row) => row.split(";")));
const known = rows.filter(([, window, price]) => window && price).length;
console.log(
  `\nContext windows of ${known} priced models, as of ${CATALOGUE.asOf}: npm run prices renews them from ${CATALOGUE.source}.`,
);
console.log(
  "Output limits and habits: by hand, in src/data/model-facts.ts, and for Claude in src/data/anthropic-models.ts.",
);
