import { readdirSync, rmSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ManualChunkMeta, rollup } from "rollup";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const ENTRIES = ["index", "node", "openai", "testing", "cli"].map((name) => join(DIST, `${name}.js`));
const [INDEX] = ENTRIES as [string];
/** What the core imports with the first call, whatever is asked. */
const FIRST_CALL = ["parts", "runtime", "answer"];

type GetModuleInfo = ManualChunkMeta["getModuleInfo"];

/** A file of this build, and all that it imports statically. */
function graphOf(id: string, infoOf: GetModuleInfo, seen = new Set<string>()): Set<string> {
  if (!seen.has(id) && id.startsWith(DIST)) {
    seen.add(id);
    for (const imported of infoOf(id)!.importedIds) graphOf(imported, infoOf, seen);
  }
  return seen;
}

/** A chunk's name without esbuild's hash. */
function nameOf(file: string): string {
  return basename(file).replace(/(-[A-Z0-9]{8})?(\.js)?$/, "");
}

/** What an import of `index` loads is one file. So is what a first call loads, but for its provider's own part. */
function chunker(): (id: string, meta: ManualChunkMeta) => string | undefined {
  let chunks: ReadonlyMap<string, string> | undefined;
  return (id, { getModuleInfo }) => {
    chunks ??= chunksOf(getModuleInfo);
    return chunks.get(id);
  };
}

function chunksOf(infoOf: GetModuleInfo): ReadonlyMap<string, string> {
  const chunks = new Map([...graphOf(INDEX, infoOf)].map((id) => [id, "core"]));
  const later = [...chunks.keys()].flatMap((id) => infoOf(id)!.dynamicallyImportedIds);
  const missing = FIRST_CALL.find((name) => !later.some((id) => nameOf(id) === name));
  if (missing) throw new Error(`no chunk "${missing}" is imported by the core, only ${later.map(nameOf).join(", ")}`);
  for (const id of later.flatMap((entry) => [...graphOf(entry, infoOf)])) {
    const isForAll = [...FIRST_CALL, "chunk"].includes(nameOf(id));
    if (isForAll && !chunks.has(id)) chunks.set(id, "call");
  }
  // A file of its own: others want more of the core than its public names.
  chunks.delete(INDEX);
  return chunks;
}

/**
 * Puts the chunks of the ES modules together. esbuild makes one of each set of modules that some of the entries share, more than
 * twenty for an import of `index`, and Node takes about a millisecond for each.
 */
const before = readdirSync(DIST).filter((file) => /\.js$/.test(file));
const bundle = await rollup({
  input: ENTRIES,
  external: (id) => !id.startsWith(".") && !isAbsolute(id),
  treeshake: false,
});
const { output } = await bundle.write({
  dir: DIST,
  format: "es",
  minifyInternalExports: false,
  hoistTransitiveImports: false,
  chunkFileNames: ({ name }) => `${nameOf(name)}-[hash].js`,
  manualChunks: chunker(),
});
await bundle.close();
const written = new Set(output.map(({ fileName }) => fileName));
for (const file of before) if (!written.has(file)) rmSync(join(DIST, file));
