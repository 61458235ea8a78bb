import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What V8's sampling profiler writes; of that what is used. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[] | undefined;
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** A function, where it is written, and the part of the program that it belongs to. */
export interface Frame {
  readonly name: string;
  readonly file: string;
  readonly part: string;
}

/** Nobody's. */
const IDLE = new Set(["(idle)", "(root)", "(program)"]);

/** Undefined is time that belongs to no function, or to the profiler, whom `dispatch` of V8's inspector starts. */
export function frameOf({ functionName, url, lineNumber }: CallFrame): Frame | undefined {
  if (IDLE.has(functionName) || (url === "" && functionName === "dispatch")) return undefined;
  const isModule = functionName === "" && lineNumber === 0 && url.startsWith("file:");
  const file = isModule ? builtFile(fileURLToPath(url)) : fileOf(url, lineNumber);
  return { name: isModule ? "(module)" : functionName || "(anonymous)", file, part: partOf(file, functionName) };
}

function partOf(file: string, functionName: string): string {
  const [, folder = ""] = /^src\/(.+)\//.exec(file) ?? [];
  if (folder) return `llmux: ${folder}/`;
  if (file.startsWith("src/")) return `llmux: ${file.slice(4)}`;
  if (file.startsWith("dist/")) return `llmux: ${file}`;
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
  return dependencyOf(path) ?? sourceAt(path, line) ?? builtFile(path);
}

function dependencyOf(path: string): string | undefined {
  return /.*\/(node_modules\/(?!\.cache).+)$/.exec(path)?.[1];
}

/** Without folders that are this machine's, and without the hash of its content. */
function builtFile(path: string): string {
  const [, ours] = /.*\/(dist\/[^/]+)$/.exec(path) ?? [];
  return dependencyOf(path) ?? unhashed(ours ?? path.slice(path.lastIndexOf("/") + 1));
}

function unhashed(name: string): string {
  return name.replace(/^(dist\/\w+)-[\w-]{8}\.js$/, "$1.js");
}

const bundles = new Map<string, readonly string[]>();

function sourceAt(path: string, line: number): string | undefined {
  const lines = bundles.get(path) ?? readFileSync(path, "utf8").split("\n");
  bundles.set(path, lines);
  for (let at = line; at >= 0; at--) {
    const [, name] = /^\/\/ ((?:\.\.\/)*(?:src|bench|dist|node_modules)\/\S+)$/.exec(lines[at] ?? "") ?? [];
    if (name !== undefined) return unhashed(name.replace(/^(\.\.\/)+/, ""));
  }
  return undefined;
}
