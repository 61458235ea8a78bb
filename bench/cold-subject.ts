import { makeSubject } from "./subjects/index.ts";

/** Imports, or makes a first call, and says how long that took. */
const [, , what = "", root = ""] = process.argv;
const IMPORTS: Readonly<Record<string, () => Promise<unknown>>> = {
  llmux: () => import("llmux"),
  openai: () => import("openai"),
  "@anthropic-ai/sdk": () => import("@anthropic-ai/sdk"),
};

const begun = performance.now();
if (root === "") await IMPORTS[what]?.();
else await (await makeSubject(what, root))(false, () => {});
const ms = performance.now() - begun;
process.send?.({ ms, rssMb: process.memoryUsage().rss / 1e6, timers: process.getActiveResourcesInfo().filter(isOurs) });
process.disconnect();

function isOurs(resource: string): boolean {
  return resource !== "PipeWrap";
}
