import type { Clock } from "../contract/clock.ts";
import { closedError } from "../contract/closed.ts";
import { LlmuxError } from "../contract/errors.ts";
import { LONGEST_MS } from "../lib/clock.ts";
import { onSignal } from "../lib/on-signal.ts";
import { untilAborted } from "../lib/race.ts";
import { within } from "../lib/within.ts";
import { type Journal, type JournalEntry, openJournal } from "./journal.ts";
import { readMapOptions } from "./read-options.ts";
import type { MapCall, MapProgress, MapResults } from "./types.ts";

type Fn = (item: unknown, index: number, call: MapCall) => unknown;

export interface MapParts {
  readonly clock: Clock;
  readonly newId: () => string;
  /** No more items may begin. */
  readonly isClosed: () => boolean;
}

/** How long items under way are waited for once all is aborted, in milliseconds. */
const ABORT_MS = 1000;

/**
 * Does `fn` for every item, several at a time.
 * @throws {LlmuxError} for wrong options or an unfit journal, `aborted` or `timeout` when it was ended from outside; whatever
 *   `fn` threw first, unless `stopOnError` is off
 */
export async function mapItems(parts: MapParts, given: Iterable<unknown>, fn: Fn, options: unknown) {
  const { journal: file, ...settings } = readMapOptions(options);
  const items = itemsOf(given, fn);
  if (parts.isClosed()) throw closedError();
  const { newId } = parts;
  const journal = file && openJournal({ ...file, items, newId });
  const run = new Run(parts, { items, fn, journal, id: journal?.id ?? newId(), ...settings });
  try {
    return await run.all();
  } finally {
    await journal?.close();
  }
}

function itemsOf(given: Iterable<unknown>, fn: unknown): readonly unknown[] {
  if (typeof given !== "object" || given === null || !(Symbol.iterator in given))
    throw invalid("items", "expected a list, or another iterable");
  if (typeof fn !== "function") throw invalid("fn", "expected a function of an item that returns a promise");
  return [...given];
}

function invalid(param: string, message: string): LlmuxError {
  return new LlmuxError("invalid_request", `${param}: ${message}`, { param });
}

interface Work extends Omit<ReturnType<typeof readMapOptions>, "journal"> {
  readonly items: readonly unknown[];
  readonly fn: Fn;
  readonly journal: Journal | undefined;
  readonly id: string;
}

/** One `map` on its way. */
class Run {
  readonly #parts: MapParts;
  readonly #work: Work;
  readonly #results: unknown[] = [];
  /** Of the items under way: one signal for all would be warned of for its many listeners. */
  readonly #open = new Set<AbortController>();
  readonly #controller = new AbortController();
  readonly #inDoubt: readonly number[];
  #next = 0;
  #done = 0;
  #failed = 0;
  /** What ends it: the first failure, an abort, a journal that cannot be written. */
  #end: { readonly error: unknown } | undefined;

  constructor(parts: MapParts, work: Work) {
    this.#parts = parts;
    this.#work = work;
    this.#inDoubt = work.journal?.inDoubt ?? [];
    this.#results.length = work.items.length;
  }

  async all(): Promise<MapResults<unknown>> {
    const { items, concurrency } = this.#work;
    this.#takeUp();
    const stop = this.#bounds();
    try {
      const workers = Array.from({ length: Math.min(concurrency, items.length) }, () => this.#worker());
      await this.#ended(Promise.all(workers));
    } finally {
      stop();
    }
    if (this.#end) throw this.#end.error;
    return Object.assign(this.#results, { inDoubt: this.#inDoubt });
  }

  /** What an earlier run has done, and what it left open. */
  #takeUp(): void {
    const { journal, inDoubt } = this.#work;
    for (const [index, value] of journal?.done ?? []) this.#fulfil(index, value);
    this.#done = journal?.done.size ?? 0;
    if (inDoubt === "list") for (const index of this.#inDoubt) this.#leave(index);
  }

  /** Ends it from outside. Returns what takes that off again. */
  #bounds(): () => void {
    const { signal, deadlineMs, journal } = this.#work;
    const { clock } = this.#parts;
    const abort = () => this.#abort(new LlmuxError("aborted", "map was aborted", { cause: signal?.reason }));
    const late = () => {
      const kept = journal ? "; what is in its journal is done" : "";
      const message = `map was not done within ${deadlineMs} ms (deadlineMs)${kept}`;
      this.#abort(new LlmuxError("timeout", message, { phase: "deadline" }));
    };
    if (signal?.aborted) abort();
    const unlisten = signal ? onSignal(signal, abort) : undefined;
    const bounded = deadlineMs !== undefined && deadlineMs <= LONGEST_MS;
    const timer = bounded ? clock.setTimeout(late, deadlineMs) : undefined;
    return () => {
      unlisten?.();
      if (timer !== undefined) clock.clearTimeout(timer);
    };
  }

  #abort(error: LlmuxError): void {
    this.#end ??= { error };
    this.#controller.abort(error);
    for (const controller of this.#open) controller.abort(error);
  }

  /** Waits for the workers; once aborted, not for long: `fn` may not listen. */
  async #ended(workers: Promise<unknown>): Promise<void> {
    const all = workers.then(() => {});
    await untilAborted(all, this.#controller).catch(() => within(this.#parts.clock, ABORT_MS, all));
  }

  async #worker(): Promise<void> {
    for (;;) {
      if (this.#parts.isClosed()) this.#end ??= { error: closedError() };
      const index = this.#next;
      if (this.#end || index >= this.#work.items.length) return;
      this.#next += 1;
      if (!(index in this.#results)) await this.#item(index);
    }
  }

  async #item(index: number): Promise<void> {
    const { items, fn, id, journal, stopOnError } = this.#work;
    const controller = new AbortController();
    this.#open.add(controller);
    try {
      if (!(await this.#note({ started: index }))) return;
      // It ended while that was written: nothing of this item was sent.
      if (this.#end) return void (await this.#note({ failed: index }));
      const value = await fn(items[index], index, { idempotencyKey: `${id}-${index}`, signal: controller.signal });
      if (journal && !(await this.#note(lineOf(index, value)))) return;
      this.#fulfil(index, value);
      this.#done += 1;
    } catch (error) {
      if (stopOnError) this.#end ??= { error };
      if (!(await this.#note({ failed: index }))) return;
      this.#reject(index, error);
      this.#failed += 1;
    } finally {
      this.#open.delete(controller);
    }
    this.#tell(index);
  }

  /** What is not written down has not happened, as far as the next run knows: nothing more is begun. */
  async #note(entry: JournalEntry | string): Promise<boolean> {
    try {
      await this.#work.journal?.write(typeof entry === "string" ? entry : JSON.stringify(entry));
      return true;
    } catch (error) {
      this.#end ??= { error };
      return false;
    }
  }

  #fulfil(index: number, value: unknown): void {
    this.#results[index] = this.#work.stopOnError ? value : { status: "fulfilled", value };
  }

  #reject(index: number, reason: unknown): void {
    this.#results[index] = { status: "rejected", reason };
  }

  #leave(index: number): void {
    const message = `map: item ${index} had begun when an earlier run broke off; inDoubt: "retry" does it again`;
    if (this.#work.stopOnError) this.#results[index] = undefined;
    else this.#reject(index, new LlmuxError("conflict", message, { code: "in_doubt" }));
  }

  #tell(index: number): void {
    const progress: MapProgress = {
      index,
      done: this.#done,
      failed: this.#failed,
      total: this.#work.items.length,
      inDoubt: this.#inDoubt,
    };
    try {
      Promise.resolve(this.#work.onProgress?.(progress)).catch(() => {});
    } catch {
      // A listener's failure is its own.
    }
  }
}

/** What is written down of an item that is done. */
function lineOf(index: number, value: unknown): string {
  let reason = "it is a stream; return what was read of it";
  try {
    const isStream = typeof value === "object" && value !== null && Symbol.asyncIterator in value;
    if (!isStream) return JSON.stringify({ done: index, value } satisfies JournalEntry);
  } catch (error) {
    reason = (error as Error).message;
  }
  throw new LlmuxError(
    "config",
    `map: the result of item ${index} has no JSON form to put into the journal: ${reason}`,
  );
}
