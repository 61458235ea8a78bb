import type { TestCase } from "vitest/node";
import { startVitest } from "vitest/node";

/** One test of the suite: the names around it, its own, and whether it passed. */
export interface Result {
  readonly path: readonly string[];
  readonly name: string;
  readonly passed: boolean;
  readonly message: string | undefined;
}

/** Runs `test/conformance` and tells how each of its tests went; those that were skipped are left out. */
export async function runSuite(): Promise<Result[]> {
  const vitest = await startVitest("test", ["test/conformance/"], {
    run: true,
    watch: false,
    project: ["source"],
    reporters: [{}],
    silent: "passed-only",
  });
  const results = vitest.state.getTestModules().flatMap((module) => {
    const failure = module.errors()[0]?.message;
    if (failure !== undefined) {
      return [{ path: [], name: module.moduleId, passed: false, message: failure } satisfies Result];
    }
    return [...module.children.allTests()].filter((test) => test.result().state !== "skipped").map(resultOf);
  });
  await vitest.close();
  return results;
}

function resultOf(test: TestCase): Result {
  const path: string[] = [];
  for (let at = test.parent; at.type === "suite"; at = at.parent) path.unshift(at.name);
  const { state, errors } = test.result();
  return { path, name: test.name, passed: state === "passed", message: errors?.[0]?.message };
}
