import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The tarball as users get it, on each runtime; the simulated providers are this project's own. */
export default defineConfig({
  root: at("."),
  resolve: { alias: [{ find: /^llmux\/testing$/, replacement: at("../../src/testing/index.ts") }] },
  test: {
    include: ["*.test.ts"],
    globalSetup: [at("../package/setup.ts")],
    testTimeout: 60_000,
    maxWorkers: 1,
  },
});
