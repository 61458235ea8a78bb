import type { LlmuxError } from "llmux";
import { type Expected, FOLLOWS } from "./expected.ts";
import type { Cell } from "./row.ts";

/** What is known of how a cell has ended. */
interface Ended {
  readonly way: string;
  readonly error: LlmuxError | undefined;
}

/** What has to follow a failure: what the row says, else what its kind does. Before the cell has run, of the kind it is to be. */
export function followOf(expected: Expected, ended?: Ended) {
  const kind = ended?.error?.attempts[0]?.fault?.kind ?? expected.kinds[0];
  const row = kind ? FOLLOWS[kind] : { alone: 1, counted: false, next: false };
  const ways = expected.way.split(" or ");
  const interrupted =
    ways.includes("interrupted") && (ways.length === 1 || (ended?.way ?? "interrupted") === "interrupted");
  return {
    alone: interrupted ? 1 : (expected.alone ?? row.alone),
    counted: expected.counted ?? row.counted,
    next: !interrupted && (expected.next ?? row.next),
  };
}

/** Requests that the faulty target has to get where it fails. */
export function attemptsDue({ chained }: Pick<Cell, "chained">, expected: Expected, alone: number): number {
  return chained ? (expected.chained ?? 1) : alone;
}
