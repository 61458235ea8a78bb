import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Take their time, or a process of their own each: `npm run scenarios` runs them. */
export const SLOW = [
  "test/batch/kill.test.ts",
  "test/scenarios/**/*.test.ts",
  "test/demo.test.ts",
  "test/stand/**/*.test.ts",
  "test/transport/process.test.ts",
];

/** Load modules anew, count what a process has made or look at its whole heap: each gets a process of its own, the others share two. */
const APART = [
  "test/providers/anthropic/client.test.ts",
  "test/providers/gemini/client.test.ts",
  "test/router/notices.test.ts",
];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^llmux\/node$/, replacement: at("./src/node/index.ts") },
      { find: /^llmux\/openai$/, replacement: at("./src/openai/index.ts") },
      { find: /^llmux\/testing$/, replacement: at("./src/testing/index.ts") },
      { find: /^llmux$/, replacement: at("./src/index.ts") },
    ],
  },
  test: {
    testTimeout: 20_000,
    // Two cores, two workers: by default one core is left idle.
    maxWorkers: 2,
    execArgv: ["--expose-gc"],
    projects: [
      {
        extends: true,
        test: {
          name: "source",
          include: ["test/**/*.test.ts"],
          exclude: [
            ...configDefaults.exclude,
            "test/package/**",
            "test/clients/**",
            "test/bundlers/**",
            "test/runtimes/**",
            ...SLOW,
            ...APART,
          ],
          setupFiles: ["test/support/warm.ts"],
          // Loading the modules for every file anew takes as long as the tests do.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: "apart", include: APART, setupFiles: ["test/support/warm.ts"] },
      },
      {
        extends: true,
        // The tarball as users get it; its setup builds the package if a source is newer.
        test: {
          name: "package",
          include: ["test/package/**/*.test.ts"],
          globalSetup: ["test/package/setup.ts"],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["test/types/**/*.test-d.ts"],
            tsconfig: "test/types/tsconfig.json",
          },
        },
      },
    ],
  },
});
