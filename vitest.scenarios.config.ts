import { defineConfig } from "vitest/config";
import shared, { SLOW } from "./vitest.config.ts";

/** Outages in real time on real sockets, crowds and whole processes: they mostly wait, on a machine that does nothing else. */
export default defineConfig({
  ...shared,
  test: {
    include: SLOW,
    testTimeout: 120_000,
    maxConcurrency: 20,
    maxWorkers: 2,
    execArgv: ["--expose-gc"],
    setupFiles: ["test/support/warm.ts"],
  },
});
