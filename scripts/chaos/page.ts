import { COLUMN_NAMES, COLUMNS } from "../../test/chaos/columns.ts";
import type { Result } from "../../test/chaos/result.ts";
import { OTHERWISE } from "../../test/chaos/standard-fetch.ts";
import type { Run } from "./shards.ts";

const TITLES = COLUMN_NAMES.map((name) => COLUMNS[name].title);
const RAW_BEGINS = "<!-- the bare SDKs: npm run chaos -- --raw --write -->";
const RAW_ENDS = "<!-- end -->";

/** The numbers of a run, in one line. */
export function summary({ results, unhandled, left }: Run): string {
  const right = results.filter(({ complaints }) => complaints.length === 0).length;
  const silent = results.filter((one) => one.silent).length;
  const hangs = results.filter((one) => one.hang).length;
  return (
    `${results.length} cells: ${right} right, ${silent} silent successes, ${hangs} hangs, ${unhandled.length} crashes, ` +
    `${left.length} timers or sockets left over`
  );
}

/** The part of a page that tells of the bare SDKs. */
export function rawSectionOf(text: string): string {
  const [, after = ""] = text.split(RAW_BEGINS);
  return after.split(RAW_ENDS)[0]!.trim();
}

/** A page with another part about them. */
export function withRawSection(text: string, section: string): string {
  const [head] = text.split(RAW_BEGINS);
  return `${head}${RAW_BEGINS}\n\n${section}\n\n${RAW_ENDS}${text.split(RAW_ENDS)[1]}`;
}

/** `docs/fault-matrix.md`. */
export function page(run: Run, raw: string): string {
  const faults = run.results.filter(({ isAct }) => !isAct);
  const acts = run.results.filter(({ isAct }) => isAct);
  const listed = faults.filter(({ id }) => /^\d/.test(id));
  const beyond = faults.filter(({ id }) => !/^\d/.test(id));
  return `# The fault matrix

\`npm run chaos\` runs every cell below, and fails if one is wrong or if this page is of other cells; with \`-- --write\` it writes the page. A cell that fails is run once more among fewer, which is what counts, silent successes aside. Every cell is a call of a router over an official SDK, a socket, and a server that misbehaves in one way.

**${summary(run)}.**

A cell is right if all of these are: what came (a whole answer, an error before anything was handed on, or a stream that says it was cut), the kind of the failure, what the breaker counted, how many requests were sent, that it ended within its time, and that nothing was left: no
open request or socket at the server, no timer, no listener on the caller's signal, no rejection that nobody handled. A whole answer is compared with what the server meant to say, a cut one with its beginning. What must come is a table of its own (\`test/chaos/rows\`), written from the rules and not from the code.

- **Alone** there is one target, and two repeats are allowed: \`×3\` is the number of requests. **Second** tells what a healthy second target did in the same plight. *Due* stands where something else is due of one SDK than of the rest.
- *counted*: the breaker counts it as a failure of its target. What the caller did wrong, and a key or a quota, never are.
- *OpenAI, over undici* is the same SDK on the connections that a router changes to after its first fifty requests. *Gemini* is \`@google/genai\`, *older SDK* \`@google/generative-ai\`.
- Silence is given ${SILENCE}, not the defaults.

${RAW_BEGINS}

${raw}

${RAW_ENDS}

## Over Node's own fetch

\`npm run chaos -- --fetch\` runs the columns of OpenAI, Anthropic and Gemini once more with \`transport: "fetch"\`, where Node's fetch takes the place of our connections, and fails unless each cell comes to the same. Where it may come to something else:

${table(["the server", "what Node's fetch does"], Object.entries(OTHERWISE))}

## The listed faults

${faultTable(listed)}

## What callers do, and many calls at once

${actTable(acts)}
${beyond.length === 0 ? "" : `\n## Beyond the list\n\n${faultTable(beyond)}\n`}`;
}

const SILENCE = "a second until the first content, and 600 ms between pieces";

function faultTable(results: readonly Result[]): string {
  const rows = grouped(results).map((cells) => {
    const { id, does, mode } = cells[0]!;
    const of = (title: string, chained: boolean) =>
      cells.find((cell) => cell.column === title && cell.chained === chained);
    const { expected } = cells[0]!;
    return [id, does, mode, expected, ...TITLES.map((title) => shown(of(title, false), expected)), second(cells)];
  });
  return table(["#", "the server", "", "alone it must come to", ...TITLES, "second"], rows);
}

/** What came, and what had to come where that is not what the row says. */
function shown(cell: Result | undefined, expected: string): string {
  if (cell === undefined) return "–";
  const due = cell.expected === expected ? "" : ` (due: ${cell.expected})`;
  return `${cell.complaints.length === 0 ? "" : "**wrong**: "}${cell.observed}${due}`;
}

function second(cells: readonly Result[]): string {
  const chained = cells.filter((cell) => cell.chained);
  if (chained.some(({ complaints }) => complaints.length > 0)) return "**wrong**";
  const answers = chained.filter(({ observed }) => observed === "the second answers").length;
  return answers === chained.length ? "answers" : answers === 0 ? "not asked" : "answers where the first fails";
}

function actTable(results: readonly Result[]): string {
  const rows = grouped(results).map((cells) => {
    const { id, does, mode, expected } = cells[0]!;
    const of = (title: string) => cells.find((cell) => cell.column === title);
    return [id, does, mode, expected, ...TITLES.map((title) => shown(of(title), expected))];
  });
  return table(["#", "what happens", "", "it must come to", ...TITLES], rows);
}

/** The cells of one row of the page. */
function grouped(results: readonly Result[]): readonly (readonly Result[])[] {
  const rows = new Map<string, Result[]>();
  for (const result of results) {
    const key = [result.id, result.does, result.mode].join("|");
    rows.set(key, [...(rows.get(key) ?? []), result]);
  }
  return [...rows.values()];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
