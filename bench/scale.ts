import { once } from "node:events";
import { compile, rounds, start, startAll, warmUp } from "./harness.ts";

/** How the cost of a call grows: with calls in flight, with the targets of its route, and with what a cache has to compare. */
await compile("server.ts", "subject.ts", "cache-subject.ts");
const { subjects, stop } = await startAll([
  "openai",
  "llmux to OpenAI",
  "llmux's own share",
  "own share, 1,000 targets",
]);
const [raw, ours] = subjects as [(typeof subjects)[0], (typeof subjects)[0]];
const inMemory = subjects.slice(2);
await warmUp(subjects);

console.log("CPU µs per JSON call, and milliseconds that llmux adds to p99");
console.log(
  `${"in flight".padEnd(12)}${["raw SDK", "llmux", "ratio", "p99 added"].map((head) => head.padStart(12)).join("")}`,
);
for (const inFlight of [1, 64, 500, 1000, 2000]) {
  const round = { stream: false, paced: false, inFlight, calls: Math.max(400, inFlight * 2) };
  const [theirs, own] = await rounds([raw, ours], round, { warmUp: 1, counted: 5 });
  const cells = [theirs!.cpuUs.toFixed(0), own!.cpuUs.toFixed(0), own!.ratio.toFixed(2)];
  const added = (own!.p99Ms - theirs!.p99Ms).toFixed(1);
  console.log(`${String(inFlight).padEnd(12)}${[...cells, added].map((cell) => cell.padStart(12)).join("")}`);
}

const round = { stream: false, paced: false, inFlight: 64, calls: 2000 };
const [one, thousand] = await rounds(inMemory, round, { warmUp: 2, counted: 9 });
console.log(
  `\nllmux's own share, a chain of three: ${one!.cpuUs.toFixed(0)} µs; of 1,000 targets: ${thousand!.cpuUs.toFixed(0)} µs`,
);
console.log(`ratio ${thousand!.ratio.toFixed(2)}`);
stop();
await once(start("cache-subject.js"), "exit");
