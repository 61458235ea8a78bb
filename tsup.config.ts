import { rmSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { toCommonJs } from "./scripts/build/common-js.ts";
import { opossumEvents } from "./scripts/build/opossum-events.ts";
import { variants } from "./scripts/build/variants.ts";

rmSync("dist", { recursive: true, force: true });

const entry = {
  index: "src/index.ts",
  node: "src/node/index.ts",
  openai: "src/openai/index.ts",
  testing: "src/testing/index.ts",
};

const shared: Options = {
  entry,
  target: "es2022",
  platform: "node",
  removeNodeProtocol: false,
  // Stack traces stay readable, and nothing wraps every function to keep its name.
  minify: false,
  noExternal: ["opossum"],
  esbuildPlugins: [opossumEvents],
};

/**
 * In both formats the entries share one copy of each class, and what `src` imports dynamically (codecs, prices) is a file
 * of its own. Types are written once; `scripts/build/common-js-types.ts` derives the CommonJS ones.
 */
export default defineConfig([
  { ...shared, entry: { ...entry, cli: "src/cli/index.ts" }, format: "esm", splitting: true, dts: { entry } },
  {
    ...shared,
    format: "cjs",
    // p-retry is ESM only: Node's require() takes that from 20.19 on, Jest's and older bundlers' do not.
    noExternal: ["opossum", "p-retry", "is-network-error"],
    // esbuild splits ES modules only; each file becomes CommonJS afterwards.
    splitting: false,
    esbuildOptions: (options) => {
      options.format = "esm";
      options.splitting = true;
    },
    plugins: [toCommonJs],
    esbuildPlugins: [opossumEvents, variants("cjs")],
  },
  {
    ...shared,
    // Workers, edge functions and browsers: nothing of Node's, and each dependency but the SDKs is in the build.
    entry: { index: entry.index, openai: entry.openai },
    outDir: "dist/edge",
    format: "esm",
    platform: "browser",
    splitting: true,
    noExternal: ["opossum", "p-retry", "is-network-error", "lru-cache"],
    define: { process: "undefined" },
    esbuildPlugins: [opossumEvents, variants("edge")],
  },
]);
