import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GoalId, Measured } from "./goals.ts";
import { compile, rounds, startAll, warmUp } from "./harness.ts";
import { HEAD, isAsked, line, machine, option, type Row, tell } from "./results.ts";
import { EVENTS, type Round, SCENARIOS, type ScenarioName } from "./scenarios.ts";

/** Each group's first is what the others are compared with. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  OpenAI: [
    ...["openai", "llmux to OpenAI", "llmux, all on", "llmux, cache hit", "llmux's own share"],
    ...["openai over router.fetch", "Vercel AI SDK", "LangChain ChatOpenAI", "undici alone"],
  ],
  Anthropic: ["@anthropic-ai/sdk", "llmux to Anthropic"],
  "Gemini, @google/genai": ["@google/genai", "llmux to Gemini by genai"],
  "Gemini, @google/generative-ai": ["@google/generative-ai", "llmux to Gemini by generative-ai"],
};

/** Need `npm ci --prefix bench/clients`. */
const INSTALLED_APART = new Set(["Vercel AI SDK", "LangChain ChatOpenAI"]);

const PACED: ScenarioName = "stream of 100 events, 2 ms apart, 32 in flight";
/** Its rounds take as long as a model: only what there is a goal for. */
const IN_PACED = new Set(["openai", "llmux to OpenAI", "undici alone", "@anthropic-ai/sdk", "llmux to Anthropic"]);

type Figure = readonly [subject: string, scenario: ScenarioName, figure: (row: Row, base: Row) => number];
const ratio = ({ ratio }: Row) => ratio;

/** Where each goal's figure is found. */
const FIGURES: Readonly<Partial<Record<GoalId, Figure>>> = {
  "openai-json-64": ["llmux to OpenAI", "JSON, 64 in flight", ratio],
  "openai-json-1": ["llmux to OpenAI", "JSON, 1 in flight", ratio],
  "anthropic-json-64": ["llmux to Anthropic", "JSON, 64 in flight", ratio],
  "anthropic-json-1": ["llmux to Anthropic", "JSON, 1 in flight", ratio],
  "openai-stream-32": ["llmux to OpenAI", "stream of 100 events, 32 in flight", ratio],
  "openai-stream-paced": ["llmux to OpenAI", PACED, ratio],
  "anthropic-stream-32": ["llmux to Anthropic", "stream of 100 events, 32 in flight", ratio],
  "anthropic-stream-paced": ["llmux to Anthropic", PACED, ratio],
  "genai-json-64": ["llmux to Gemini by genai", "JSON, 64 in flight", ratio],
  "generative-ai-json-64": ["llmux to Gemini by generative-ai", "JSON, 64 in flight", ratio],
  "router-fetch-json-64": ["openai over router.fetch", "JSON, 64 in flight", ratio],
  "own-json-us": ["llmux's own share", "JSON, 64 in flight", ({ cpuUs }) => cpuUs],
  "own-event-us": ["llmux's own share", "stream of 100 events, 32 in flight", ({ cpuUs }) => cpuUs / EVENTS],
  "openai-first-event": ["llmux to OpenAI", "stream of 100 events, 1 in flight", sooner],
  "anthropic-first-event": ["llmux to Anthropic", "stream of 100 events, 1 in flight", sooner],
};

function sooner({ firstMs }: Row, base: Row): number {
  return firstMs / base.firstMs;
}

const turns = process.argv.includes("--quick") ? { warmUp: 3, counted: 5 } : { warmUp: 4, counted: 9 };
const plan = { ...turns, pauseMs: Number(option("pause") ?? 0) * 1000 };
const isJson = process.argv.includes("--json");
const asked = (Object.entries(FIGURES) as [GoalId, Figure][]).filter(([id]) => isAsked(id));
const isForAsked = (at: 0 | 1, name: string) => !option("goals") || asked.some(([, figure]) => figure[at] === name);
const wanted = (name: string, filter: string | undefined) => filter === undefined || new RegExp(filter).test(name);
const hasOthers = existsSync(fileURLToPath(new URL("./clients/node_modules", import.meta.url)));
const groups = Object.values(GROUPS)
  .map((names) => names.filter((name) => hasOthers || !INSTALLED_APART.has(name)))
  .map(([base = "", ...others]) => [
    base,
    ...others.filter((name) => wanted(name, option("subjects")) && isForAsked(0, name)),
  ])
  .filter((names) => names.length > 1);
const ms = option("ms");
const scenarios = Object.entries<Round>(SCENARIOS)
  .filter(([name]) => wanted(name, option("scenarios")) && isForAsked(1, name))
  .map(([name, round]) => [name as ScenarioName, ms ? ({ ...round, ms: Number(ms) } as Round) : round] as const);

await compile("server.ts", "subject.ts");
const { subjects, stop } = await startAll(groups.flat());
await warmUp(subjects);
const rows: Row[] = [];
if (!isJson) console.log(HEAD);
for (const [scenario, round] of scenarios) {
  if (!isJson) console.log(scenario);
  for (const all of groups) {
    const names = scenario === PACED ? all.filter((name) => IN_PACED.has(name)) : all;
    if (names.length < 2) continue;
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
if (isJson) console.log(JSON.stringify({ machine: machine(), measured: measured(), rows }, undefined, 2));
else
  console.log(`\n${machine()}. CPU of the subject's process per call, medians of ${plan.counted} interleaved rounds.`);
if (!isJson) tell(measured(), rows);

function measured(): Measured {
  const found: Measured = {};
  for (const [id, [subject, scenario, figure]] of asked) {
    const row = rows.find((each) => each.subject === subject && each.scenario === scenario);
    const names = groups.find((group) => group.includes(subject));
    const base = rows.find((each) => each.subject === names?.[0] && each.scenario === scenario);
    if (row && base) found[id] = figure(row, base);
  }
  return found;
}
