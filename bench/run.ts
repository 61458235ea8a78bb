import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { type Round, SCENARIOS, type Took, WIRES } from "./scenarios.ts";

const isQuick = process.argv.includes("--quick");
const [WARM_UP, ROUNDS, SHARE] = isQuick ? [2, 3, 1 / 4] : [5, 9, 1];
const OUT = join(fileURLToPath(new URL("..", import.meta.url)), "node_modules", ".cache", "llmux-bench");

/** Raw SDK and llmux take turns, each in a process of its own; the server's CPU time counts for neither. */
async function main(): Promise<void> {
  // Compiled as for publishing: a loader's helpers would be measured too.
  rmSync(OUT, { recursive: true, force: true });
  const entry = ["bench/server.ts", "bench/subject.ts"];
  await build({ entry, outDir: OUT, format: "esm", target: "node20", splitting: true, config: false, silent: true });
  const server = start("server.js");
  const [port] = await once(server, "message");
  const root = `http://127.0.0.1:${port}`;
  const pairs = WIRES.map((wire) => [start("subject.js", "raw", wire, root), start("subject.js", "llmux", wire, root)]);
  await Promise.all(pairs.flat().map((subject) => once(subject, "message")));
  console.log("CPU µs per call (wall µs), medians of interleaved rounds; ratio of CPU: llmux to the raw SDK\n");
  for (const [name, round] of Object.entries(SCENARIOS)) {
    console.log(row(name, "raw SDK", "llmux", "ratio"));
    for (const [index, pair] of pairs.entries()) {
      const [raw, llmux] = (await rounds(pair, { ...round, calls: round.calls * SHARE })) as [Took, Took];
      console.log(row(`  ${WIRES[index]}`, cell(raw), cell(llmux), (llmux.cpuUs / raw.cpuUs).toFixed(2)));
    }
  }
  for (const child of [...pairs.flat(), server]) child.disconnect();
}

function start(file: string, ...args: string[]): ChildProcess {
  // A forced collection before each round would throw the compiled code away that a process at work keeps.
  return fork(join(OUT, file), args).on("exit", (code) => code && process.exit(code));
}

/** Every subject's medians. */
async function rounds(subjects: readonly ChildProcess[], round: Round): Promise<Took[]> {
  const took: Took[][] = subjects.map(() => []);
  for (let n = 0; n < WARM_UP + ROUNDS; n++)
    for (const [index, subject] of subjects.entries()) {
      subject.send(round);
      const [result] = await once(subject, "message");
      if (n >= WARM_UP) took[index]!.push(result);
    }
  return took.map((each) => ({ cpuUs: median(each, "cpuUs"), wallUs: median(each, "wallUs") }));
}

function median(took: readonly Took[], field: keyof Took): number {
  const sorted = took.map((each) => each[field]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function cell({ cpuUs, wallUs }: Took): string {
  return `${cpuUs.toFixed(0)} (${wallUs.toFixed(0)})`;
}

function row(name: string, ...cells: [string, string, string]): string {
  return `${name.padEnd(36)}${cells[0].padStart(16)}${cells[1].padStart(16)}${cells[2].padStart(8)}`;
}

await main();
