import { profiling } from "./profiler.ts";
import { makeSubject } from "./subjects/index.ts";

/** Imports, or makes a first call, and says how long that took, or with a third argument what it consisted of. */
const [, , what = "", root = "", profiled = ""] = process.argv;
const IMPORTS: Readonly<Record<string, () => Promise<unknown>>> = {
  llmux: () => import("llmux"),
  openai: () => import("openai"),
  "@anthropic-ai/sdk": () => import("@anthropic-ai/sdk"),
};
const SAMPLING_US = 50;

const endProfile = profiled ? await profiling(SAMPLING_US) : undefined;
const begun = performance.now();
if (what.startsWith("file:")) await import(what);
else if (root === "") await IMPORTS[what]?.();
else await (await makeSubject(what, root))(false, () => {});
const ms = performance.now() - begun;
const answer = { ms, rssMb: process.memoryUsage().rss / 1e6, profile: await endProfile?.() };
process.send?.(answer, () => process.disconnect());
