import type { Result } from "./run-suite.ts";

/** Tests of one cell: how many passed, of how many. */
interface Score {
  passed: number;
  of: number;
}

/** Scores by row and column, in the order given; what is not named in it comes last. */
export class Tally {
  readonly #rows: Map<string, Map<string, Score>>;
  readonly #columns: Set<string>;

  constructor(rows: readonly string[], columns: readonly string[]) {
    this.#rows = new Map(rows.map((row) => [row, new Map()]));
    this.#columns = new Set(columns);
  }

  add(row: string, column: string, passed: boolean): void {
    this.#columns.add(column);
    const cells = this.#rows.get(row) ?? new Map<string, Score>();
    this.#rows.set(row, cells);
    const cell = cells.get(column) ?? { passed: 0, of: 0 };
    cells.set(column, { passed: cell.passed + Number(passed), of: cell.of + 1 });
  }

  /** As a Markdown table, with a sum for each row and column. */
  markdown(corner: string): string {
    const columns = [...this.#columns];
    const rows = [...this.#rows].map(([name, cells]) => {
      const scores = columns.map((column) => cells.get(column));
      return [name, ...scores, sum(scores)] as const;
    });
    const sums = [...columns, "all"].map((_, at) => sum(rows.map((row) => row[at + 1] as Score | undefined)));
    const lines = [
      [corner, ...columns, "all"],
      ["---", ...columns.map(() => "---"), "---"],
    ];
    for (const [name, ...scores] of [...rows, ["all", ...sums] as const]) {
      lines.push([String(name), ...scores.map((score) => shown(score as Score | undefined))]);
    }
    return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  }
}

function sum(scores: readonly (Score | undefined)[]): Score {
  return scores.reduce<Score>(
    (all, one) => ({ passed: all.passed + (one?.passed ?? 0), of: all.of + (one?.of ?? 0) }),
    {
      passed: 0,
      of: 0,
    },
  );
}

function shown(score: Score | undefined): string {
  return score === undefined ? "–" : `${score.passed} of ${score.of}`;
}

/** A numbered case, as its test is called. */
export interface Case extends Result {
  readonly number: number;
  readonly provider: string;
  readonly feature: string;
}

/** The tests that are called `case 17: …`, by number. Their suite is called `provider · feature`. */
export function casesOf(results: readonly Result[]): Case[] {
  return results
    .flatMap((result) => {
      const number = Number(/^case (\d+): /.exec(result.name)?.[1]);
      const [provider = "", feature = ""] = result.path[0]?.split(" · ") ?? [];
      return Number.isNaN(number) ? [] : [{ ...result, number, provider, feature }];
    })
    .sort((a, b) => a.number - b.number);
}

/** One aspect of one recorded answer. Its suite is called `sample · provider · file`. */
export interface Aspect extends Result {
  readonly provider: string;
  readonly recording: string;
}

export function aspectsOf(results: readonly Result[]): Aspect[] {
  return results.flatMap((result) => {
    const [kind, provider = "", recording = ""] = result.path[0]?.split(" · ") ?? [];
    return kind === "sample" ? [{ ...result, provider, recording }] : [];
  });
}
