import { defineConfig } from "vitest/config";
import shared from "./vitest.config.ts";

/** Outages in real time on real sockets: they take as long as they say, and want a machine that does nothing else. */
export default defineConfig({
  ...shared,
  test: {
    include: ["test/scenarios/**/*.test.ts"],
    testTimeout: 120_000,
    maxWorkers: 1,
    setupFiles: ["test/support/warm.ts"],
  },
});
