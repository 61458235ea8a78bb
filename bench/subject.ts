import { profiling } from "./profiler.ts";
import { type Round, TEXT, type Took } from "./scenarios.ts";
import { makeSubject } from "./subjects/index.ts";
import type { Subject } from "./subjects/subject.ts";

const [, , name = "", root = "", pacedRoot = ""] = process.argv;

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Makes the round's calls, so many in flight; a wrong answer ends the bench. */
async function run(
  call: Subject,
  { stream, inFlight, calls: most = Infinity, ms: longest = Infinity }: Round,
): Promise<Took> {
  let calls = 0;
  const took: number[] = [];
  const first: number[] = [];
  const end = performance.now() + longest;
  const worker = async () => {
    for (let begun = performance.now(); calls < most && begun < end; begun = performance.now()) {
      calls += 1;
      let heard = 0;
      const text = await call(stream, () => {
        heard ||= performance.now();
      });
      if (text !== TEXT) throw new Error(`${name}: wrong answer`);
      const ended = performance.now();
      took.push(ended - begun);
      first.push((heard || ended) - begun);
    }
  };
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(cpu);
  const ms = performance.now() - begun;
  took.sort((a, b) => a - b);
  first.sort((a, b) => a - b);
  return {
    calls,
    cpuUs: (user + system) / calls,
    p50Ms: percentile(took, 0.5),
    p99Ms: percentile(took, 0.99),
    perSecond: (calls * 1000) / ms,
    firstMs: percentile(first, 0.5),
  };
}

const [fast, paced] = await Promise.all([makeSubject(name, root), makeSubject(name, pacedRoot)]);
const SAMPLING_US = 100;
let endProfile: Awaited<ReturnType<typeof profiling>> | undefined;

/** Makes a round, or begins or ends a profile. */
async function obey(asked: Round | "profile" | "profiled"): Promise<unknown> {
  if (asked === "profiled") return await endProfile!();
  if (asked !== "profile") return await run(asked.paced ? paced : fast, asked);
  endProfile = await profiling(SAMPLING_US);
  return "begun";
}

process.on("message", (asked: Round | "profile" | "profiled") => {
  obey(asked).then((answer) => process.send?.(answer));
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
