import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  resolve: {
    alias: [
      { find: /^llmux\/node$/, replacement: source("node/index.ts") },
      { find: /^llmux\/openai$/, replacement: source("openai/index.ts") },
      { find: /^llmux\/testing$/, replacement: source("testing/index.ts") },
      { find: /^llmux$/, replacement: source("index.ts") },
    ],
  },
  test: {
    include: ["**/*.test.ts"],
    testTimeout: 20_000,
    maxWorkers: 2,
    isolate: false,
    reporters: ["dot", "./table.ts"],
  },
});
