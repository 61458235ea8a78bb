import { defineConfig } from "vitest/config";
import shared, { SLOW } from "./vitest.config.ts";

/** Outages in real time on real sockets, crowds and whole processes: they want a machine that does nothing else. */
export default defineConfig({
  ...shared,
  test: {
    include: SLOW,
    testTimeout: 120_000,
    maxConcurrency: 20,
    maxWorkers: 1,
    execArgv: ["--expose-gc"],
    setupFiles: ["test/support/warm.ts"],
  },
});
