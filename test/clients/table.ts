import type { Reporter, TestCase, TestModule } from "vitest/node";

interface Cell {
  passed: number;
  failed: number;
  skipped: number;
}

type Row = Record<string, Cell>;

/** Prints client × feature × provider: how many cases passed, and what was skipped and why. */
export default class Table implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = new Map<string, Row>();
    const skipped = new Set<string>();
    for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
      const [client, provider, feature] = pathOf(test);
      if (client === undefined || provider === undefined || feature === undefined) continue;
      const row = rows.get(`${client}\t${feature}`) ?? {};
      rows.set(`${client}\t${feature}`, row);
      row[provider] ??= { passed: 0, failed: 0, skipped: 0 };
      const { state } = test.result();
      if (state === "pending") continue;
      row[provider][state] += 1;
      if (state === "skipped") skipped.add(`skipped: ${client}, ${feature}: ${test.name}`);
    }
    print(rows);
    for (const line of skipped) console.log(line);
  }
}

/** Names of the groups a test is in, outermost first. */
function pathOf(test: TestCase): string[] {
  const path: string[] = [];
  for (let at = test.parent; at.type === "suite"; at = at.parent) path.unshift(at.name);
  return path;
}

function print(rows: ReadonlyMap<string, Row>): void {
  const providers = [...new Set([...rows.values()].flatMap((row) => Object.keys(row)))];
  console.log(`\n| client | feature | ${providers.join(" | ")} |\n|---|---|${"---|".repeat(providers.length)}`);
  for (const [name, row] of rows) {
    const cells = providers.map((provider) => told(row[provider]));
    console.log(`| ${name.replace("\t", " | ")} | ${cells.join(" | ")} |`);
  }
}

function told(cell: Cell | undefined): string {
  if (cell === undefined) return "–";
  const { passed, failed, skipped } = cell;
  return `${passed} of ${passed + failed}${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
