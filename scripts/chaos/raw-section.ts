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

The same ${results.length} calls with one target, made as each SDK's own documentation shows it, its text read as shown there, with a timeout of a second and no repeats (\`npm run chaos -- --raw --write\`).

- *as it must*: an error, or an answer where one may come. Whether the answer is right is not looked at.
- *silent success*: the promise resolved, or the stream ended without an error, where no answer can have come, or not the whole of one.
- *hang*: it had not ended three seconds after its own timeout.
- *crash*: a rejection or an exception outside the call, which ends a Node process by default.

${table.map(line).join("\n")}`;
}
