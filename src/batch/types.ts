/** What `fn` may hand on to the calls it makes: `create(body, call)`. */
export interface MapCall {
  /** Of this item, in every run over the same journal. One call per key: add to it where an item makes several. */
  readonly idempotencyKey: string;
  /** Aborted when the whole is. */
  readonly signal: AbortSignal;
}

/** How far a `map` is, each time an item has ended. */
export interface MapProgress {
  /** The item that has just ended. */
  readonly index: number;
  /** Items with a result, those from the journal included. */
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Items that had begun and not ended when an earlier run broke off. */
  readonly inDoubt: readonly number[];
}

export interface MapJournal {
  readonly path: string;
  /** Each line is on the disk before what it announces happens, so that it survives the machine too. @default false */
  readonly fsync?: boolean;
}

export interface MapOptions<Stop extends boolean = boolean> {
  /** Items under way at once. @default 8 */
  readonly concurrency?: number;
  /** A file that remembers what is done, so that a run that broke off can be taken up. Items and results are JSON then. */
  readonly journal?: string | MapJournal;
  /**
   * What becomes of items that had begun and not ended when an earlier run broke off: done again under the same idempotency
   * key, or left alone. Both lists are in `inDoubt` of the result. @default "retry"
   */
  readonly inDoubt?: "retry" | "list";
  /** `false`: every item is done, whatever becomes of others, and the result is as that of `Promise.allSettled`. @default true */
  readonly stopOnError?: Stop;
  /** Called each time an item has ended. One that throws harms nobody. */
  readonly onProgress?: (progress: MapProgress) => unknown;
  readonly signal?: AbortSignal | null | undefined;
  /** Milliseconds for the whole. @default none */
  readonly deadlineMs?: number;
}

/** Results in the order of the items. */
export type MapResults<R> = R[] & {
  /** Items that had begun and not ended when an earlier run broke off. */
  readonly inDoubt: readonly number[];
};

/** Does something for every item, several at a time. */
export type MapItems = <T, R, Stop extends boolean = true>(
  items: Iterable<T>,
  fn: (item: T, index: number, call: MapCall) => R | PromiseLike<R>,
  options?: MapOptions<Stop>,
) => Promise<MapResults<Stop extends false ? PromiseSettledResult<R> : R>>;
