import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^llmux\/openai$/, replacement: at("./src/openai/index.ts") },
      { find: /^llmux\/testing$/, replacement: at("./src/testing/index.ts") },
      { find: /^llmux$/, replacement: at("./src/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    execArgv: ["--expose-gc"],
  },
});
