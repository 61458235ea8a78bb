import { LlmuxError } from "../contract/errors.ts";
import { builtin } from "../lib/builtin.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { sha256 } from "../lib/hash.ts";
import { readJournal } from "./read-journal.ts";

type Fs = typeof import("node:fs");

/** What a journal knows of its items. */
export interface Journal {
  /** The same for all runs over one file. */
  readonly id: string;
  /** Values of the items that are done. */
  readonly done: ReadonlyMap<number, unknown>;
  /** Items that had begun and not ended when the run before this one broke off, in order. */
  readonly inDoubt: readonly number[];
  /** Resolves when that line is written down: an entry, as JSON. */
  write(line: string): Promise<void>;
  close(): Promise<void>;
}

/** One line of the file, after the first. A value that is `undefined` is left out. */
export type JournalEntry =
  | { readonly started: number }
  | { readonly done: number; readonly value?: unknown }
  | { readonly failed: number };

export interface JournalOptions {
  readonly path: string;
  readonly fsync: boolean;
  readonly items: readonly unknown[];
  readonly newId: () => string;
}

/**
 * Opens a journal, or begins one. A line goes to the operating system before what it announces happens, and so survives the
 * process; with `fsync` it is on the disk by then.
 * @throws {LlmuxError} of kind `config`, where the file is no journal, or one of other items
 */
export function openJournal({ path, fsync, items, newId }: JournalOptions): Journal {
  const fs = fileSystem();
  const print = printOf(items);
  const file = opened(fs, path);
  try {
    const read = readJournal(fs.readFileSync(path), { path, items: items.length, print });
    const { size, ...known } = read ?? { size: 0, id: newId(), done: new Map<number, unknown>(), inDoubt: [] };
    // A line that was cut off with its process would run into the next one.
    fs.ftruncateSync(file, size);
    let open = true;
    const sync = () =>
      new Promise<void>((resolve, reject) => fs.fdatasync(file, (error) => (error ? reject(error) : resolve())));
    const write = (line: string) => {
      fs.appendFileSync(file, `${line}\n`);
      return fsync ? sync() : undefined;
    };
    if (read === undefined)
      write(JSON.stringify({ llmux: "map", version: 1, id: known.id, items: items.length, print }));
    return {
      ...known,
      async write(line) {
        // Its number may be another file's by now.
        if (!open) throw new Error(`the journal ${path} is closed`);
        await write(line);
      },
      async close() {
        open = false;
        await sync().finally(() => fs.closeSync(file));
      },
    };
  } catch (error) {
    fs.closeSync(file);
    throw error;
  }
}

function opened(fs: Fs, path: string): number {
  try {
    return fs.openSync(path, "a+");
  } catch (error) {
    const message = `map: the journal cannot be opened: ${(error as Error).message}`;
    throw new LlmuxError("config", message, { param: "journal", cause: error });
  }
}

function fileSystem(): Fs {
  const fs = builtin<Fs>("node:fs");
  if (fs === undefined)
    throw new LlmuxError("config", "map: a journal needs a file system, which this runtime has not");
  return fs;
}

function printOf(items: readonly unknown[]): string {
  try {
    return sha256(items.map((item) => sha256(canonicalJson(item))).join());
  } catch (error) {
    const { message } = error as Error;
    throw new LlmuxError("config", `map: with a journal, items must have a JSON form: ${message}`, { param: "items" });
  }
}
