import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The package as it is installed here; the simulated providers are this project's own. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: {
    alias: [
      { find: /^llmux\/testing$/, replacement: fileURLToPath(new URL("../../src/testing/index.ts", import.meta.url)) },
    ],
  },
  // Each build keeps both cores busy by itself.
  test: { include: ["**/*.test.ts"], testTimeout: 290_000, hookTimeout: 290_000, maxWorkers: 1 },
});
