import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { type Compared, compile, rounds, startAll, warmUp } from "./harness.ts";
import { type Round, SCENARIOS } from "./scenarios.ts";

/** Each group's first is what the others are compared with. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  OpenAI: [
    ...["openai", "llmux to OpenAI", "llmux, all on", "llmux, cache hit", "llmux's own share"],
    ...["openai over router.fetch", "Vercel AI SDK", "LangChain ChatOpenAI"],
  ],
  Anthropic: ["@anthropic-ai/sdk", "llmux to Anthropic"],
  "Gemini, @google/genai": ["@google/genai", "llmux to Gemini by genai"],
  "Gemini, @google/generative-ai": ["@google/generative-ai", "llmux to Gemini by generative-ai"],
};

/** Need `npm ci --prefix bench/clients`. */
const INSTALLED_APART = new Set(["Vercel AI SDK", "LangChain ChatOpenAI"]);

interface Row extends Compared {
  readonly scenario: string;
  readonly subject: string;
}

const option = (name: string) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const isJson = process.argv.includes("--json");
const plan = process.argv.includes("--quick") ? { warmUp: 1, counted: 7 } : { warmUp: 1, counted: 15 };

const wanted = (name: string, filter: string | undefined) => filter === undefined || new RegExp(filter).test(name);
const hasOthers = existsSync(fileURLToPath(new URL("./clients/node_modules", import.meta.url)));
const groups = Object.values(GROUPS)
  .map((names) => names.filter((name) => hasOthers || !INSTALLED_APART.has(name)))
  .map(([base = "", ...others]) => [base, ...others.filter((name) => wanted(name, option("subjects")))])
  .filter((names) => names.length > 1);
const scenarios = Object.entries<Round>(SCENARIOS).filter(([name]) => wanted(name, option("scenarios")));

await compile("server.ts", "subject.ts");
const { subjects, stop } = await startAll(groups.flat());
await warmUp(subjects);
const rows: Row[] = [];
if (!isJson) console.log(`${"".padEnd(36)}${heads(["CPU µs", "ratio", "p50 ms", "p99 ms", "calls/s", "first ms"])}`);
for (const [scenario, round] of scenarios) {
  if (!isJson) console.log(scenario);
  for (const names of groups) {
    const group = names.map((name) => subjects.find((subject) => subject.name === name)!);
    const took = await rounds(group, round, plan);
    for (const [index, subject] of names.entries()) {
      const row = { scenario, subject, ...took[index]! };
      rows.push(row);
      if (!isJson) console.log(line(row));
    }
  }
}
stop();
const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}`;
if (isJson) console.log(JSON.stringify({ machine, rows }, undefined, 2));
else console.log(`\n${machine}. CPU of the subject's process per call, medians of ${plan.counted} interleaved rounds.`);

function line({ subject, cpuUs, ratio, p50Ms, p99Ms, perSecond, firstMs }: Row): string {
  const cells = [cpuUs.toFixed(0), ratio.toFixed(2), p50Ms.toFixed(2), p99Ms.toFixed(2), perSecond.toFixed(0)];
  return `  ${subject.padEnd(34)}${heads([...cells, firstMs.toFixed(2)])}`;
}

function heads(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(10)).join("");
}
