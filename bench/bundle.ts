import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ASK = '{ model: "gpt-5.5", messages: [{ role: "user", content: "hello" }] }';

/** Programs that are bundled. They find their key and their server in the environment. */
export const PROGRAMS = {
  empty: "",
  openaiLoaded: 'import OpenAI from "openai"; new OpenAI();',
  llmuxLoaded: 'import { createRouter } from "llmux"; createRouter();',
  openaiAnswer: `import OpenAI from "openai"; await new OpenAI().chat.completions.create(${ASK});`,
  llmuxAnswer: `import { createRouter } from "llmux"; await createRouter().chat.completions.create(${ASK});`,
};

export interface Bundle {
  readonly file: string;
  readonly kB: number;
  readonly packages: readonly string[];
}

/** Bundles a program with the last `npm run build` and one provider's SDK; `splitting` leaves apart what is imported later. */
export async function bundle(
  outdir: string,
  contents: string,
  { minify = true, splitting = false } = {},
): Promise<Bundle> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: ROOT },
    outdir,
    outExtension: { ".js": ".mjs" },
    splitting,
    bundle: true,
    minify,
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
