import { LlmuxError } from "../contract/errors.ts";
import { jsonIn } from "../lib/json-in.ts";
import { record } from "../lib/record.ts";

/** The journal that is expected: whose, and of what. */
export interface Expected {
  readonly path: string;
  readonly items: number;
  /** Fingerprint of the items. */
  readonly print: string;
}

export interface ReadJournal {
  readonly id: string;
  readonly done: ReadonlyMap<number, unknown>;
  readonly inDoubt: readonly number[];
  /** Bytes of its whole lines. */
  readonly size: number;
}

const NEWLINE = 10;
/** What the first line begins with: a file of somebody else's is never cut. */
const MARK = '{"llmux":"map"';

/** Reads what a journal's whole lines say; undefined where there is none yet. The last line may have been cut off with its process. */
export function readJournal(bytes: Uint8Array, expected: Expected): ReadJournal | undefined {
  const lines = linesOf(bytes);
  const { value: first } = lines.next();
  if (first === undefined) {
    const begun = new TextDecoder().decode(bytes.subarray(0, MARK.length));
    if (!MARK.startsWith(begun)) throw foreign(expected);
    return undefined;
  }
  const id = idOf(first.text, expected);
  const done = new Map<number, unknown>();
  const begun = new Set<number>();
  let size = first.end;
  for (const { text, end, number } of lines) {
    const { started, done: finished, failed, value } = record(jsonIn(text));
    const index = started ?? finished ?? failed;
    if (typeof index !== "number" || !(index < expected.items)) throw damaged(expected, number);
    if (started !== undefined) begun.add(index);
    else begun.delete(index);
    if (finished !== undefined) done.set(index, value);
    size = end;
  }
  return { id, done, inDoubt: [...begun].sort((a, b) => a - b), size };
}

function* linesOf(bytes: Uint8Array) {
  const decoder = new TextDecoder();
  let from = 0;
  for (let number = 1; ; number += 1) {
    const to = bytes.indexOf(NEWLINE, from);
    if (to < 0) return;
    yield { text: decoder.decode(bytes.subarray(from, to)), end: to + 1, number };
    from = to + 1;
  }
}

function idOf(text: string, expected: Expected): string {
  const { llmux, version, id, items, print } = record(jsonIn(text));
  if (llmux !== "map" || version !== 1 || typeof id !== "string") throw foreign(expected);
  if (print === expected.print) return id;
  const counts = items === expected.items ? "others" : `${items} items, and these are ${expected.items}`;
  throw wrong(`${expected.path} is the journal of other items (${counts}): give each list its own file`);
}

function foreign({ path }: Expected): LlmuxError {
  return wrong(`${path} is no journal of map: give the path of one, or of a file that is not there yet`);
}

function damaged({ path }: Expected, number: number): LlmuxError {
  return wrong(
    `line ${number} of ${path} is not as map wrote it: take the line out if it is known what became of its item`,
  );
}

function wrong(message: string): LlmuxError {
  return new LlmuxError("config", `map: ${message}`, { param: "journal" });
}
