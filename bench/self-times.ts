import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What V8's sampling profiler writes; of that what is used. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export type Shares = readonly (readonly [label: string, share: number])[];

/** Nobody's, or the profiler's own. */
const IDLE = new Set(["(idle)", "(root)", "(program)"]);

/** Shares of the time that was not idle, greatest first: by part of the program, and by function. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): { parts: Shares; functions: Shares } {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let all = 0;
  for (const [at, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id)!;
    if (IDLE.has(functionName)) continue;
    const took = timeDeltas[at]!;
    const file = fileOf(url, lineNumber);
    all += took;
    add(parts, partOf(file, functionName), took);
    add(functions, `${functionName || "(anonymous)"}  ${file}`, took);
  }
  const shares = (sums: Map<string, number>): Shares =>
    [...sums].map(([label, sum]) => [label, sum / all] as const).sort(([, a], [, b]) => b - a);
  return { parts: shares(parts), functions: shares(functions) };
}

function add(sums: Map<string, number>, label: string, took: number): void {
  sums.set(label, (sums.get(label) ?? 0) + took);
}

function partOf(file: string, functionName: string): string {
  const [, folder = ""] = /^src\/(.+)\//.exec(file) ?? [];
  if (folder) return `llmux: ${folder}/`;
  if (file.startsWith("src/")) return `llmux: ${file.slice(4)}`;
  const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  if (name) return name;
  if (file.startsWith("node:")) return "Node";
  if (file === "") return functionName.startsWith("(") ? functionName : `native: ${functionName}`;
  return file;
}

/** The file that a line of a bundle was in: the bundler names it above. */
function fileOf(url: string, line: number): string {
  if (!url.startsWith("file:")) return url;
  const path = fileURLToPath(url);
  const [, dependency] = /.*\/(node_modules\/(?!\.cache).+)$/.exec(path) ?? [];
  if (dependency !== undefined) return dependency;
  return sourceAt(path, line) ?? path.slice(path.lastIndexOf("/") + 1);
}

const bundles = new Map<string, readonly string[]>();

function sourceAt(path: string, line: number): string | undefined {
  const lines = bundles.get(path) ?? readFileSync(path, "utf8").split("\n");
  bundles.set(path, lines);
  for (let at = line; at >= 0; at--) {
    const [, name] = /^\/\/ ((?:\.\.\/)*(?:src|bench|node_modules)\/\S+)$/.exec(lines[at] ?? "") ?? [];
    if (name !== undefined) return name.replace(/^(\.\.\/)+/, "");
  }
  return undefined;
}
