import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** An esbuild plugin: where a source has a variant for this build (`hash.edge.ts` beside `hash.ts`), that is taken in its place. */
export function variants(build: "edge" | "cjs"): Plugin {
  return {
    name: `variants-${build}`,
    setup({ onResolve }) {
      onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
        const variant = resolve(resolveDir, path.replace(/\.ts$/, `.${build}.ts`));
        return existsSync(variant) ? { path: variant } : undefined;
      });
    },
  };
}
