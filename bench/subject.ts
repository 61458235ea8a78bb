import { type Round, TEXT, type Took, type Wire } from "./scenarios.ts";
import { RAW, routed, type Subject } from "./subjects.ts";

const [, , kind, wire, root] = process.argv as [string, string, "raw" | "llmux", Wire, string];

/** Makes the round's calls, so many in flight; a wrong answer ends the bench. */
async function run(call: Subject, { stream, inFlight, calls }: Round): Promise<Took> {
  let left = calls;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      if ((await call(stream)) !== TEXT) throw new Error(`${kind} ${wire}: wrong answer`);
    }
  };
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: (user + system) / calls, wallUs: ((performance.now() - wall) * 1000) / calls };
}

const call = await (kind === "raw" ? RAW[wire](root) : routed(root, wire));
process.on("message", (round: Round) => {
  run(call, round).then((took) => process.send?.(took));
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
