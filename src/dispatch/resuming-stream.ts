import type { Chunk, Completion } from "../contract/chat.ts";
import type { RestartMark } from "../contract/interruption.ts";
import type { ReplyStream } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import { Latch } from "../lib/latch.ts";

/** How a broken answer goes on. */
export interface Resumption {
  readonly body: ReplyStream;
  /** Comes before the new chunks, where what came before is void. */
  readonly mark?: RestartMark;
  /** Makes the new chunks part of the answer that was begun. */
  readonly join?: (chunk: Chunk) => Chunk;
}

export interface ResumingParts {
  /** Whether another target may be asked after this end. */
  mayResume(broken: Settlement): boolean;
  /** Asks it; undefined if none answered. Called once. */
  resume(broken: Settlement): Promise<Resumption | undefined>;
  /** The reader has left, or the call has ended: whatever is asked now is asked in vain. */
  leave(): void;
  /** How the call has ended by itself while nothing was under way. */
  ended(broken: Settlement): Settlement;
  /** Tells how it ends if the call is aborted before the reader gets to the break, or the reader does not come. Returns what takes that off again. */
  pending(broken: Settlement, wasRead: boolean, end: (settlement: Settlement) => void): () => void;
  /** What the reader is told of a failure; runs after settlement. */
  interrupted(settlement: Settlement): Error;
  /** The end of an answer from several targets, and the answer: of all of its parts. */
  wholeEnd(settlement: Settlement): Settlement;
  wholeAnswer(completion: Completion): Completion;
}

type Result = IteratorResult<Chunk, undefined>;

const DONE: Result = { done: true, value: undefined };

/** A streamed answer that another target may go on with, once, when it breaks. To its reader it is one stream with one end. */
export class ResumingStream implements ReplyStream {
  readonly #parts: ResumingParts;
  readonly #end = new Latch<Settlement>();
  readonly #taps: ((chunk: Chunk) => void)[] = [];
  readonly #maps: ((chunk: Chunk, last: boolean) => Chunk)[] = [];
  #body: ReplyStream;
  /** How the answer broke, until the reader gets there. */
  #broken: Settlement | undefined;
  #mark: Chunk | undefined;
  #resumed = false;
  /** Another target is being asked: the end waits for what becomes of it. */
  #asking = false;
  #left = false;
  #wasRead = false;
  #unfollow: (() => void) | undefined;
  /** Readers are served one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(body: ReplyStream, parts: ResumingParts) {
    this.#parts = parts;
    this.#body = body;
    this.#follow(body);
  }

  tap(watch: (chunk: Chunk) => void): void {
    this.#taps.push(watch);
    this.#body.tap(watch);
  }

  map(change: (chunk: Chunk, last: boolean) => Chunk): void {
    this.#maps.push(change);
    this.#body.map(change);
  }

  onEnd(callback: (settlement: Settlement) => void): void {
    this.#end.defer(callback);
  }

  completion(): Completion {
    return this.#parts.wholeAnswer(this.#body.completion());
  }

  next(): Promise<Result> {
    this.#wasRead = true;
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => {});
    return result;
  }

  cancel(): void {
    this.#left = true;
    this.#unfollow?.();
    this.#body.cancel();
    this.#parts.leave();
    if (!this.#asking) this.#settleLeft();
  }

  #follow(body: ReplyStream): void {
    body.onEnd((settlement) => {
      const resumable = !this.#resumed && !this.#left && this.#parts.mayResume(settlement);
      if (!resumable) return this.#settle(this.#parts.wholeEnd(settlement));
      this.#broken = settlement;
      this.#unfollow = this.#parts.pending(settlement, this.#wasRead, (end) => this.#settle(end));
    });
  }

  async #next(): Promise<Result> {
    if (this.#mark !== undefined) {
      const value = this.#mark;
      this.#mark = undefined;
      return { done: false, value };
    }
    try {
      return await this.#body.next();
    } catch (error) {
      const broken = this.#broken;
      if (broken === undefined) throw this.#resumed ? this.#told(error) : error;
      return await this.#goOn(broken);
    }
  }

  async #goOn(broken: Settlement): Promise<Result> {
    this.#resumed = true;
    this.#unfollow?.();
    this.#asking = true;
    const resumption = this.#end.ended ? undefined : await this.#parts.resume(broken);
    this.#asking = false;
    if (this.#left) {
      resumption?.body.cancel();
      this.#settleLeft();
      return DONE;
    }
    this.#broken = undefined;
    if (resumption !== undefined) {
      this.#join(resumption);
      return await this.#next();
    }
    const end = this.#parts.ended(broken);
    this.#settle(end);
    // The caller's own abort ends a stream quietly.
    if (end.status === "aborted" && end.fault?.code === undefined) return DONE;
    throw this.#parts.interrupted(end);
  }

  #join({ body, mark, join }: Resumption): void {
    this.#body = body;
    if (mark !== undefined) {
      const { id, created, model } = body.completion();
      const chunk = { id, object: "chat.completion.chunk", created, model, choices: [], x_llmux: mark } as Chunk;
      for (const tap of this.#taps) tap(chunk);
      this.#mark = this.#maps.reduce((mapped, map) => map(mapped, false), chunk);
    }
    if (join !== undefined) body.map(join);
    for (const map of this.#maps) body.map(map);
    for (const tap of this.#taps) body.tap(tap);
    this.#follow(body);
  }

  /** An answer of several parts that broke again: the reader is told all of it. */
  #told(error: unknown): unknown {
    const end = this.#end.value;
    return end?.status === "failed" ? this.#parts.interrupted(end) : error;
  }

  #settleLeft(): void {
    this.#settle({ status: "aborted", ...(this.#broken?.partial && { partial: this.#broken.partial }) });
  }

  #settle(settlement: Settlement): void {
    this.#end.settle(settlement);
  }
}
