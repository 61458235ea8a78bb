import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import shared, { SLOW } from "./vitest.config.ts";

/** One of the scenarios plays in virtual time. */
const REAL_TIME = "test/scenarios/!(hedging).test.ts";
const common = {
  testTimeout: 120_000,
  maxConcurrency: 20,
  execArgv: ["--expose-gc"],
  setupFiles: ["test/support/warm.ts"],
};

/** A minute each: one computes, the other waits. */
const LONGEST = /\/(router-per-request|stopped)\.test\.ts$/;

/** The longest files first: begun last, one would keep one core busy and leave the other idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => Number(LONGEST.test(moduleId));
    return (await super.sort(files)).sort((one, other) => isLongest(other) - isLongest(one));
  }
}

/**
 * Crowds and whole processes, two files at once; then outages in real time, which want a machine that does nothing else, and
 * get a second look where it did.
 */
export default defineConfig({
  ...shared,
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: "real time",
          include: [REAL_TIME],
          maxWorkers: 1,
          retry: 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "slow",
          include: SLOW,
          exclude: [REAL_TIME],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
