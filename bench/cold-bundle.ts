import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { simulate } from "../src/testing/index.ts";
import { median } from "./harness.ts";

// `npm run bench:bundle`: what a function pays for its first answer, as one bundled file with one provider's SDK. A process for each
// figure; the programs take turns, so that whatever disturbs the machine disturbs all. It measures the last `npm run build`.

const RUNS = Number(process.argv[2] ?? 15);
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** In the name of a program: bundled with `--splitting`, so that what is not needed is not read. */
const SPLIT = "split";

const ASK = '{ model: "gpt-5.5", messages: [{ role: "user", content: "hello" }] }';
const PROGRAMS = {
  "an empty file": "",
  "openai, loaded": 'import OpenAI from "openai"; new OpenAI();',
  "llmux, loaded": 'import { createRouter } from "llmux"; createRouter();',
  "openai, first answer": `import OpenAI from "openai"; await new OpenAI().chat.completions.create(${ASK});`,
  "llmux, first answer": `import { createRouter } from "llmux"; await createRouter().chat.completions.create(${ASK});`,
  [`the same, ${SPLIT}`]: `import { createRouter } from "llmux"; await createRouter().chat.completions.create(${ASK});`,
};

/** Milliseconds since the process began, its processor time, and what it holds. */
const TELL = "console.log(JSON.stringify([performance.now(), process.cpuUsage(), process.memoryUsage().rss]));";

interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

interface Bundle {
  readonly file: string;
  readonly kB: number;
  readonly packages: readonly string[];
}

async function bundle(folder: string, name: string, program: string): Promise<Bundle> {
  const outdir = join(folder, name.replaceAll(/\W+/g, "-"));
  const { metafile } = await build({
    stdin: { contents: `${program}\n${TELL}`, resolveDir: ROOT },
    outdir,
    outExtension: { ".js": ".mjs" },
    splitting: name.endsWith(SPLIT),
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    alias: { llmux: join(ROOT, "dist/index.js") },
    external: ["@anthropic-ai/*", "@google/*"],
    metafile: true,
    logLevel: "error",
  });
  const found = Object.keys(metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  const packages = [...new Set(found.filter((name) => name !== undefined))];
  return { file: join(outdir, "stdin.mjs"), kB: bytes / 1000, packages };
}

async function run(file: string, env: NodeJS.ProcessEnv): Promise<Took> {
  const child = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  await once(child, "close");
  const [wallMs, { user, system }, rss] = JSON.parse(said) as [number, NodeJS.CpuUsage, number];
  return { wallMs, cpuMs: (user + system) / 1000, rssMb: rss / 1e6 };
}

const folder = mkdtempSync(join(tmpdir(), "cold-"));
const sim = await simulate("openai");
const env = { PATH: process.env.PATH, OPENAI_API_KEY: "-", OPENAI_BASE_URL: sim.openai.baseURL };
const names = Object.keys(PROGRAMS);
const bundles = await Promise.all(Object.entries(PROGRAMS).map(([name, program]) => bundle(folder, name, program)));
const took: Took[][] = names.map(() => []);
for (let n = 0; n < RUNS; n += 1) {
  for (const [index, { file }] of bundles.entries()) took[index]!.push(await run(file, env));
}
console.log(`${"".padEnd(24)}${["CPU ms", "wall ms", "RSS MB", "kB"].map((head) => head.padStart(9)).join("")}`);
for (const [index, name] of names.entries()) {
  const figures = (["cpuMs", "wallMs", "rssMb"] as const).map((key) => median(took[index]!.map((each) => each[key])));
  console.log(
    name.padEnd(24) + [...figures, bundles[index]!.kB].map((figure) => figure.toFixed(0).padStart(9)).join(""),
  );
}
console.log(`in llmux's bundle: ${bundles.at(-1)!.packages.join(", ")}`);
rmSync(folder, { recursive: true });
await sim.close();
