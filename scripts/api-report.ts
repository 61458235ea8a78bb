import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { publicApi } from "./api/public-api.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Entry of the package → what it is called in an import. */
const ENTRIES = { index: "llmux", node: "llmux/node", openai: "llmux/openai", testing: "llmux/testing" };

/** Reports are named after the import's last word. */
const reportOf = (name: string) => at(`docs/api/${name.replace("llmux/", "")}.api.md`);

const check = process.argv.includes("--check");
mkdirSync(at("docs/api"), { recursive: true });
let stale = false;
/** Types of `llmux` that the other entries mention need not be told again. */
const told = new Set<string>();

for (const [entry, name] of Object.entries(ENTRIES)) {
  const declarations = at(`dist/${entry}.d.ts`);
  if (!existsSync(declarations)) throw new Error(`dist/${entry}.d.ts is missing: run npm run build first`);
  const declared = publicApi(declarations).filter((text) => !told.has(text.replace(/^export /, "")));
  for (const text of declared) told.add(text.replace(/^export /, ""));
  const report = pageOf(name, declared);
  const path = reportOf(name);
  const committed = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (!check) writeFileSync(path, report);
  else if (committed !== report) {
    stale = true;
    console.error(`${name} differs from ${path.slice(at("").length)}:\n${difference(committed, report)}`);
  }
}

if (stale) {
  console.error("If the change is meant, run npm run api and commit the reports.");
  process.exitCode = 1;
}

function pageOf(name: string, declared: readonly string[]): string {
  const elsewhere = name === "llmux" ? "" : " Types of `llmux` that it mentions are in that report.";
  const intro = `Written by \`npm run api\` from the built declarations. A change here is a change for users.${elsewhere}`;
  return `# Public API of \`${name}\`\n\n${intro}\n\n\`\`\`ts\n${declared.join("\n\n")}\n\`\`\`\n`;
}

/** Lines that only one of the two has; enough to see what changed, as the report is sorted. */
function difference(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const missing = old.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  const added = now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  return [...missing, ...added].join("\n") || "(the order of lines)";
}
