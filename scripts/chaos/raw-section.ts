import type { RawResult } from "../../test/chaos/raw/run-raw.ts";

const ENDS = ["as it must", "silent success", "hang", "crash"] as const;

/** How the bare SDKs fared on the same cells. */
export function rawSection(results: readonly RawResult[]): string {
  const sdks = [...new Set(results.map(({ sdk }) => sdk))];
  const count = (of: readonly RawResult[]) => ENDS.map((end) => String(of.filter((one) => one.end === end).length));
  const rows = sdks.map((sdk) => [sdk, ...count(results.filter((one) => one.sdk === sdk))]);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = [["SDK, bare", ...ENDS], ["---", ...ENDS.map(() => "---")], ...rows, ["all", ...count(results)]];
  return `## The SDKs by themselves

The same ${results.length} calls with one target, made as each SDK's own documentation shows it, with a timeout of a second and no repeats (\`npm run chaos -- --raw\`).

- *silent success*: the promise resolved, or the stream ended without an error, where no answer can have come.
- *hang*: nothing had come of it three seconds after its own timeout.
- *crash*: a rejection or an exception outside the call, which ends a Node process by default.

${table.map(line).join("\n")}`;
}
