import { runExamples } from "./examples/run-example.ts";

const runs = await runExamples();
let failed = 0;
for (const { file, code, missing, output, ms } of runs) {
  const holds = code === 0 && missing.length === 0;
  console.log(`${holds ? "✓" : "✗"} ${file.padEnd(28)} ${String(Math.round(ms)).padStart(5)} ms`);
  if (holds) continue;
  failed += 1;
  console.log(code === 0 ? "" : `  exit code ${code ?? "none: it did not end by itself"}`);
  for (const fragment of missing) console.log(`  promised but not printed: ${fragment}`);
  console.log(output.replace(/^/gm, "  | "));
}
console.log(`${runs.length - failed} of ${runs.length} examples do what they say.`);
process.exitCode = failed === 0 && runs.length > 0 ? 0 : 1;
