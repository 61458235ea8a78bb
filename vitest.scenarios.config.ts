import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import shared, { SLOW } from "./vitest.config.ts";

/** They wait for the clock most of the time; `hedging` plays in virtual time. */
const REAL_TIME = ["test/scenarios/!(hedging).test.ts", "test/stand/stopped.test.ts"];
const common = {
  testTimeout: 120_000,
  maxConcurrency: 20,
  execArgv: ["--expose-gc"],
  setupFiles: ["test/support/warm.ts"],
};

const LONGEST = "router-per-request.test.ts";

/** The longest file first: begun last, it would keep one core busy and leave the other idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => Number(moduleId.endsWith(LONGEST));
    return (await super.sort(files)).sort((one, other) => isLongest(other) - isLongest(one));
  }
}

/** Outages in real time want a machine that computes nothing else; crowds and whole processes come after them. */
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
          include: REAL_TIME,
          maxWorkers: 2,
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
          exclude: REAL_TIME,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
