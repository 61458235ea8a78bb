import type { Chunk, Completion } from "../contract/chat.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { ReplyStream } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import { Latch } from "../lib/latch.ts";
import { accumulator } from "./accumulate.ts";
import { copiedChunk } from "./copied-chunk.ts";
import { Outlet } from "./outlet.ts";

/** What a branch has of the stream it is of. */
interface Trunk {
  pull(): void;
  completion(): Completion;
  /** Chunks that have come so far. */
  readonly log: readonly Chunk[];
  readonly branches: Set<Branch>;
}

/** Whoever a branch is for. */
interface Reader {
  /** Wants no more of it. */
  leave(): void;
  /** What it is to be told of an error upstream. */
  errorOf(error: unknown): unknown;
}

/**
 * One reader's stream. `settle` and `close` are for whoever shares it: the first tells how it ended, the second takes it off.
 * Left by its reader it only says so: whether the others go on is not for it to know.
 */
class Branch implements ReplyStream {
  readonly #outlet = new Outlet(this);
  readonly #end = new Latch<Settlement>();
  readonly #taps: ((chunk: Chunk) => void)[] = [];
  readonly #trunk: Trunk;
  readonly #reader: Reader;

  constructor(trunk: Trunk, reader: Reader) {
    this.#trunk = trunk;
    this.#reader = reader;
    for (const chunk of trunk.log) this.#outlet.put(copiedChunk(chunk));
  }

  get wanted(): boolean {
    return this.#outlet.wanted;
  }

  tap(watch: (chunk: Chunk) => void): void {
    for (const chunk of this.#trunk.log) watch(chunk);
    this.#taps.push(watch);
  }

  map(change: (chunk: Chunk, last: boolean) => Chunk): void {
    this.#outlet.map(change);
  }

  onEnd(callback: (settlement: Settlement) => void): void {
    this.#end.defer(callback);
  }

  completion(): Completion {
    return this.#trunk.completion();
  }

  next(): Promise<IteratorResult<Chunk, undefined>> {
    const result = this.#outlet.take();
    if (this.#outlet.wanted) this.#trunk.pull();
    return result;
  }

  cancel(): void {
    this.#outlet.drop();
    this.#reader.leave();
  }

  put(chunk: Chunk): void {
    this.#tell(chunk);
    this.#outlet.put(copiedChunk(chunk));
  }

  /** The last chunks of all. */
  putLast(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) this.#tell(chunk);
    this.#outlet.end(chunks.map(copiedChunk));
  }

  fail(error: unknown): void {
    this.#outlet.fail(this.#reader.errorOf(error));
  }

  settle(settlement: Settlement): void {
    this.#end.settle(settlement);
  }

  /** With an error that is what comes after all that has come; without one, what has not been read is lost. */
  close(error?: Error): void {
    this.#trunk.branches.delete(this);
    if (error === undefined) this.drop();
    else this.#outlet.fail(error);
  }

  /** Its reader wanted no more. */
  drop(): void {
    this.#outlet.drop();
    this.#outlet.end([]);
  }

  #tell(chunk: Chunk): void {
    for (const tap of this.#taps) tap(chunk);
  }
}

/**
 * One streamed answer for several readers. Each gets every chunk, from the first on, however late it comes. Upstream is read
 * when one of them waits; what the others have not read yet is kept for them.
 */
export class SharedStream {
  readonly #source: ReplyStream;
  readonly #branches = new Set<Branch>();
  readonly #log: Chunk[] = [];
  readonly #trunk: Trunk;
  #pulling = false;
  #settled: Settlement["status"] | undefined;

  constructor(source: ReplyStream) {
    this.#source = source;
    this.#trunk = {
      log: this.#log,
      branches: this.#branches,
      pull: () => void this.#pull(),
      completion: () => source.completion(),
    };
    source.onEnd(({ status }) => {
      this.#settled = status;
    });
  }

  /** A stream for one more reader. */
  branch(reader: Reader): Branch {
    const branch = new Branch(this.#trunk, reader);
    this.#branches.add(branch);
    return branch;
  }

  /** What has come of the answer so far. */
  partial(): PartialAnswer {
    const answer = accumulator();
    for (const chunk of this.#log) answer.add(chunk);
    return answer.partial();
  }

  /** One pull at a time, for as long as somebody waits. */
  async #pull(): Promise<void> {
    if (this.#pulling) return;
    this.#pulling = true;
    try {
      while (this.#isWanted()) await this.#take();
    } finally {
      this.#pulling = false;
    }
  }

  #isWanted(): boolean {
    for (const branch of this.#branches) if (branch.wanted) return true;
    return false;
  }

  async #take(): Promise<void> {
    try {
      const { done, value } = await this.#source.next();
      if (done) this.#putLast([]);
      else if (this.#settled === "ok") this.#putLast([value, ...(await this.#rest())]);
      else this.#put(value);
    } catch (error) {
      for (const branch of this.#branches) branch.fail(error);
    }
  }

  #put(chunk: Chunk): void {
    this.#log.push(chunk);
    for (const branch of this.#branches) branch.put(chunk);
  }

  #putLast(chunks: readonly Chunk[]): void {
    for (const branch of this.#branches) branch.putLast(chunks);
  }

  /** An answer settles before its last chunks are handed over: they are all there. */
  async #rest(): Promise<Chunk[]> {
    const chunks: Chunk[] = [];
    for (;;) {
      const { done, value } = await this.#source.next();
      if (done) return chunks;
      chunks.push(value);
    }
  }
}
