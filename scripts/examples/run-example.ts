import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const TIMEOUT_MS = 30_000;

/** An example that has been run. */
export interface ExampleRun {
  readonly file: string;
  readonly lines: number;
  /** What the file says it prints: the text after each `//=>`. */
  readonly promised: readonly string[];
  /** What of that it did not print, in that order. */
  readonly missing: readonly string[];
  readonly output: string;
  /** `null`: it did not exit by itself. */
  readonly code: number | null;
  readonly ms: number;
}

/** Runs every file of `examples/` in a process of its own, `concurrency` at a time, without any API key. */
export async function runExamples(concurrency = 2): Promise<ExampleRun[]> {
  const files = readdirSync(join(ROOT, "examples")).filter((name) => name.endsWith(".ts"));
  const runs: ExampleRun[] = [];
  const queue = files.values();
  const worker = async () => {
    for (const file of queue) runs.push(await runExample(file));
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return runs.sort((a, b) => a.file.localeCompare(b.file));
}

async function runExample(file: string): Promise<ExampleRun> {
  const path = join("examples", file);
  const source = readFileSync(join(ROOT, path), "utf8");
  const promised = [...source.matchAll(/\/\/=> (.+)$/gm)].map(([, text]) => text!.trim());
  const startedAt = performance.now();
  const { code, output } = await run(path);
  const ms = performance.now() - startedAt;
  const lines = source.trimEnd().split("\n").length;
  return { file, lines, promised, missing: missingIn(output, promised), output, code, ms };
}

/** Which of the fragments do not appear in the text, each looked for behind the one before. */
export function missingIn(text: string, fragments: readonly string[]): string[] {
  let from = 0;
  return fragments.filter((fragment) => {
    const at = text.indexOf(fragment, from);
    if (at >= 0) from = at + fragment.length;
    return at < 0;
  });
}

function run(path: string): Promise<{ code: number | null; output: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.endsWith("_API_KEY")));
  const child = spawn(process.execPath, ["--import", "tsx", path], { cwd: ROOT, env, timeout: TIMEOUT_MS });
  let output = "";
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, output }));
  });
}
