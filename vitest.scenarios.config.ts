import { defineConfig } from "vitest/config";
import shared, { SLOW } from "./vitest.config.ts";

const REAL_TIME = "test/scenarios/**/*.test.ts";
const common = {
  testTimeout: 120_000,
  maxConcurrency: 20,
  execArgv: ["--expose-gc"],
  setupFiles: ["test/support/warm.ts"],
};

/** Outages in real time want a machine that does nothing else; then crowds and whole processes, two files at once. */
export default defineConfig({
  ...shared,
  test: {
    projects: [
      {
        extends: true,
        test: { ...common, name: "real time", include: [REAL_TIME], maxWorkers: 1, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "slow",
          include: SLOW.filter((pattern) => pattern !== REAL_TIME),
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
