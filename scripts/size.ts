import { readFileSync, rmSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "tsup";

/** Minified and gzipped kB that importing an entry may cost. The SDKs are not counted: they load with the first call. */
const BUDGETS_KB: Readonly<Record<string, { own: number; withDependencies: number }>> = {
  index: { own: 45, withDependencies: 45 },
  node: { own: 3, withDependencies: 3 },
  openai: { own: 6, withDependencies: 6 },
};

/** Dependencies that are in an entry's static graph. */
const DEPENDENCIES = ["p-retry", "is-network-error", "lru-cache"];

interface Metafile {
  outputs: Record<string, { entryPoint?: string; imports: { path: string; kind: string; external?: boolean }[] }>;
}

const OUT = ".tmp/size";
const ENTRIES = { index: "dist/index.js", node: "dist/node.js", openai: "dist/openai.js", testing: "dist/testing.js" };

/** What each entry, and each file that is loaded later, adds to the core, in kB. */
async function measure(noExternal: string[]): Promise<Map<string, number>> {
  rmSync(OUT, { recursive: true, force: true });
  const shared = { config: false, silent: true, format: "esm", target: "es2022", splitting: true } as const;
  await build({
    ...shared,
    entry: ENTRIES,
    outDir: OUT,
    minify: true,
    removeNodeProtocol: false,
    noExternal,
    metafile: true,
  });
  const { outputs } = JSON.parse(readFileSync(`${OUT}/metafile-esm.json`, "utf8")) as Metafile;
  const core = graphOf(outputs, `${OUT}/index.js`);
  const sizes = Object.entries(outputs)
    .filter(([, { entryPoint }]) => entryPoint)
    .map(([path]): [string, number] => {
      const name = path
        .slice(OUT.length + 1)
        .replace(/(-[A-Z0-9]{8})?\.js$/, (_, hash?: string) => (hash ? " (later)" : ""));
      const added = [...graphOf(outputs, path)].filter((file) => name === "index" || !core.has(file));
      return [name, added.reduce((total, file) => total + gzipSync(readFileSync(file)).length / 1000, 0)];
    });
  rmSync(OUT, { recursive: true, force: true });
  return new Map(sizes.sort());
}

/** An output and all it imports, statically and from this build. */
function graphOf(outputs: Metafile["outputs"], path: string, seen = new Set<string>()): Set<string> {
  const output = outputs[path];
  if (seen.has(path) || !output) return seen;
  seen.add(path);
  for (const { path: imported, kind } of output.imports)
    if (kind === "import-statement") graphOf(outputs, imported, seen);
  return seen;
}

const own = await measure([]);
const whole = await measure(DEPENDENCIES);
const over: string[] = [];

console.log(`${"".padEnd(20)}${"own code".padStart(10)}${"with dependencies".padStart(20)}   kB, minified and gzipped`);
for (const [name, ownKb] of own) {
  const wholeKb = whole.get(name) ?? 0;
  console.log(`${name.padEnd(20)}${ownKb.toFixed(1).padStart(10)}${wholeKb.toFixed(1).padStart(20)}`);
  const budget = BUDGETS_KB[name] ?? { own: Number.POSITIVE_INFINITY, withDependencies: Number.POSITIVE_INFINITY };
  if (ownKb > budget.own) over.push(`${name}: own code is over its ${budget.own} kB`);
  if (wholeKb > budget.withDependencies) over.push(`${name}: with dependencies over its ${budget.withDependencies} kB`);
}
for (const line of over) console.error(line);
if (over.length > 0) process.exitCode = 1;
