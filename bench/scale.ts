import { once } from "node:events";
import type { Measured } from "./goals.ts";
import { compile, rounds, start, startAll, warmUp } from "./harness.ts";
import { tell } from "./results.ts";

/** How the cost of a call grows: with calls in flight, with the targets of its route, and with what a cache has to compare. */
await compile("server.ts", "subject.ts", "cache-subject.ts");
const { subjects, stop } = await startAll([
  ...["openai", "llmux to OpenAI", "llmux's own share", "own share, 1,000 targets"],
  ...["openai, 100 messages", "openai, 1,000 messages", "llmux, 100 messages", "llmux, 1,000 messages"],
]);
type Running = (typeof subjects)[number];
const [raw, ours, ...others] = subjects as [Running, Running, ...Running[]];
const inMemory = others.slice(0, 2);
const long = others.slice(2);
await warmUp([raw, ours, ...inMemory]);

console.log("CPU µs per JSON call, and milliseconds that llmux adds to p99");
console.log(
  `${"in flight".padEnd(12)}${["raw SDK", "llmux", "ratio", "p99 added"].map((head) => head.padStart(12)).join("")}`,
);
const ratios = new Map<number, number>();
let p99AddedMs = Number.NaN;
for (const inFlight of [1, 64, 500, 1000, 2000]) {
  const round = { stream: false, paced: false, inFlight, calls: Math.max(400, inFlight * 2) };
  const [theirs, own] = await rounds([raw, ours], round, { warmUp: 1, counted: 5 });
  const cells = [theirs!.cpuUs.toFixed(0), own!.cpuUs.toFixed(0), own!.ratio.toFixed(2)];
  const added = own!.p99Ms - theirs!.p99Ms;
  if (inFlight === 1000) p99AddedMs = added;
  ratios.set(inFlight, own!.ratio);
  console.log(
    `${String(inFlight).padEnd(12)}${[...cells, added.toFixed(1)].map((cell) => cell.padStart(12)).join("")}`,
  );
}

const [, thousand] = await rounds(
  inMemory,
  { stream: false, paced: false, inFlight: 64, calls: 2000 },
  { warmUp: 2, counted: 9 },
);
const conversations = { stream: false, paced: false, inFlight: 8, calls: 32 };
const [rawFew, rawMany, few, many] = await rounds(long, conversations, { warmUp: 4, counted: 9 });
stop();
const [hits] = (await once(start("cache-subject.js"), "message")) as [Measured];
tell({
  "growth-in-flight": ratios.get(2000)! / ratios.get(64)!,
  "growth-targets": thousand!.ratio,
  "growth-messages": many!.cpuUs / few!.cpuUs / (rawMany!.cpuUs / rawFew!.cpuUs),
  "p99-added-ms": p99AddedMs,
  ...hits,
});
