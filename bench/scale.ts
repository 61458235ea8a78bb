import { once } from "node:events";
import type { GoalId, Measured } from "./goals.ts";
import { compile, type Running, rounds, start, startAll, warmUp } from "./harness.ts";
import { isAsked, tell } from "./results.ts";

// How the cost of a call grows: with calls in flight, with the targets of its route, and with what a cache has to compare.

const NO_STREAM = { stream: false, paced: false } as const;

/** Calls of a round for each in flight. */
const WAVES = 4;

async function withSubjects(
  names: readonly string[],
  measure: (subjects: readonly Running[]) => Promise<Measured>,
): Promise<Measured> {
  const { subjects, stop } = await startAll(names);
  const measured = await measure(subjects);
  stop();
  return measured;
}

async function inFlight(subjects: readonly Running[]): Promise<Measured> {
  await warmUp(subjects);
  console.log("CPU µs per JSON call, and milliseconds that llmux adds to p99");
  const heads = ["raw SDK", "llmux", "ratio", "p99 added"].map((head) => head.padStart(12));
  console.log(`${"in flight".padEnd(12)}${heads.join("")}`);
  const ratios = new Map<number, number>();
  let p99AddedMs = Number.NaN;
  for (const inFlight of [1, 64, 500, 1000, 2000]) {
    const round = { ...NO_STREAM, inFlight, calls: Math.max(400, inFlight * WAVES) };
    const [theirs, own] = await rounds(subjects, round, { warmUp: 1, counted: 3 });
    const cells = [theirs!.cpuUs.toFixed(0), own!.cpuUs.toFixed(0), own!.ratio.toFixed(2)];
    const added = own!.p99Ms - theirs!.p99Ms;
    if (inFlight === 1000) p99AddedMs = added;
    ratios.set(inFlight, own!.ratio);
    const padded = [...cells, added.toFixed(1)].map((cell) => cell.padStart(12));
    console.log(`${String(inFlight).padEnd(12)}${padded.join("")}`);
  }
  return { "growth-in-flight": ratios.get(2000)! / ratios.get(64)!, "p99-added-ms": p99AddedMs };
}

async function targets(subjects: readonly Running[]): Promise<Measured> {
  await warmUp(subjects);
  const round = { ...NO_STREAM, inFlight: 64, ms: 100 };
  const [, thousand] = await rounds(subjects, round, { warmUp: 4, counted: 21 });
  return { "growth-targets": thousand!.ratio };
}

async function messages(subjects: readonly Running[]): Promise<Measured> {
  const round = { ...NO_STREAM, inFlight: 8, ms: 300 };
  const [rawFew, rawMany, few, many] = await rounds(subjects, round, { warmUp: 12, counted: 9 });
  console.log("CPU µs per JSON call with 100 and with 1,000 messages");
  console.log(
    `raw SDK ${rawFew!.cpuUs.toFixed(0)} and ${rawMany!.cpuUs.toFixed(0)}, llmux ${few!.cpuUs.toFixed(0)} and ${many!.cpuUs.toFixed(0)}`,
  );
  return { "growth-messages": (many!.cpuUs - few!.cpuUs) / (rawMany!.cpuUs - rawFew!.cpuUs) };
}

async function hits(): Promise<Measured> {
  const [measured] = (await once(start("cache-subject.js"), "message")) as [Measured];
  return measured;
}

const MEASURES: readonly (readonly [ids: readonly GoalId[], measure: () => Promise<Measured>])[] = [
  [["growth-in-flight", "p99-added-ms"], () => withSubjects(["openai", "llmux to OpenAI"], inFlight)],
  [["growth-targets"], () => withSubjects(["llmux's own share", "own share, 1,000 targets"], targets)],
  [["growth-messages"], () => withSubjects(LONG, messages)],
  [["hit-json-us", "hit-stream-us", "hit-long"], hits],
];
const LONG = ["openai, 100 messages", "openai, 1,000 messages", "llmux, 100 messages", "llmux, 1,000 messages"];

await compile("server.ts", "subject.ts", "cache-subject.ts");
const measured: Measured = {};
for (const [ids, measure] of MEASURES) if (ids.some(isAsked)) Object.assign(measured, await measure());
tell(measured);
