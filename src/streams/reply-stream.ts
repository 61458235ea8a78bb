import type { Chunk, ChunkChoice, Completion } from "../contract/chat.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { ReplyStream } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import { usageFrom } from "../contract/usage.ts";
import { Latch } from "../lib/latch.ts";
import { isAborted, onAbort } from "../lib/quiet-controller.ts";
import { accumulator } from "./accumulate.ts";
import { finishes, isUsageOnly, speaks, withoutFinish, withoutUsage } from "./chunks.ts";
import { cut, drain } from "./drain.ts";
import { Finishes } from "./finishes.ts";
import { Outlet } from "./outlet.ts";
import type { StreamParts } from "./stream-parts.ts";

/** Role and empty deltas kept back before the first content; more of them are dropped. */
const HELD_OPENING = 64;

type State = "opening" | "committed" | "ended";

/** Who is told how a pull ended. */
interface Pulling {
  resolve(more: boolean): void;
  reject(error: unknown): void;
}

/**
 * A streamed answer from its first event to its single end. Before commit its failures belong to the dispatcher; from the
 * first content on they are the reader's. A finish is held until upstream has really ended (Gemini reports usage after it,
 * and some servers send a finish with every chunk), then the attempt settles, and only then is the finish delivered.
 */
export class OpenStream implements ReplyStream {
  readonly #parts: StreamParts;
  readonly #answer = accumulator();
  readonly #taps: ((chunk: Chunk) => void)[] = [];
  readonly #outlet = new Outlet(this);
  readonly #end = new Latch<Settlement>();
  readonly #finishes: Finishes;
  /** What has come so far, for layers that tap before anybody reads. */
  #arrived: Chunk[] | undefined = [];
  #usage: Chunk | undefined;
  #state: State = "opening";
  #pumping = false;
  #told: Pulling | "pump" | undefined;
  readonly #unlisten: () => void;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#finishes = new Finishes(parts.choices);
    this.#unlisten = onAbort(parts.controller, () => this.#abort());
  }

  tap(watch: (chunk: Chunk) => void): void {
    for (const chunk of this.#arrived ?? []) watch(chunk);
    this.#taps.push(watch);
  }

  map(change: (chunk: Chunk, last: boolean) => Chunk): void {
    this.#outlet.map(change);
  }

  onEnd(callback: (settlement: Settlement) => void): void {
    this.#end.defer(callback);
  }

  completion(): Completion {
    return this.#answer.completion();
  }

  /** Resolves at the first committable event: content, a tool call, reasoning, or a proper end. Rejects with whatever upstream threw. */
  async commit(): Promise<void> {
    try {
      while (this.#state === "opening") {
        const more = await new Promise<boolean>((resolve, reject) => this.#pull({ resolve, reject }));
        if (!more) this.#finish();
      }
    } catch (error) {
      this.#state = "ended";
      if (this.#arrived?.length) this.#parts.answered();
      this.#release(error);
      throw error;
    }
  }

  next(): Promise<IteratorResult<Chunk, undefined>> {
    return this.nextFor();
  }

  nextFor(reader?: object): Promise<IteratorResult<Chunk, undefined>> {
    // From the first read on pauses are the reader's own affair, and no layer comes too late to tap.
    if (this.#arrived !== undefined) this.#parts.watch.waiting(false);
    this.#arrived = undefined;
    if (!this.#pumping) this.#takeReady();
    const result = this.#outlet.take(reader);
    if (this.#outlet.wanted && !this.#pumping) this.#pump();
    return result;
  }

  cancel(): void {
    // All has been said: leaving now takes nothing from it.
    if (this.#state === "committed" && this.#finishes.all && this.#usage) this.#finish();
    this.#outlet.drop();
    if (this.#state !== "ended") this.#close({ status: "aborted", partial: this.#answer.partial(), ...this.#used() });
    this.#tell(false);
  }

  /** What has arrived while nobody read is not waited for. */
  #takeReady(): void {
    try {
      while (this.#outlet.isDry && this.#state !== "ended") {
        const chunk = this.#parts.source.ready?.();
        if (chunk === undefined) return;
        if (!this.#goesOn(chunk)) this.#finish();
      }
    } catch (error) {
      this.#break(error);
    }
  }

  /** Serves waiting readers, one pull at a time, and stops where nobody waits. By callbacks: this runs for each event. */
  #pump(): void {
    if (!this.#outlet.wanted || this.#state === "ended") {
      this.#pumping = false;
      return;
    }
    this.#pumping = true;
    this.#parts.watch.waiting(true);
    this.#pull("pump");
  }

  #pumped(more: boolean): void {
    this.#parts.watch.waiting(false);
    try {
      if (!more) this.#finish();
    } catch (error) {
      this.#break(error);
    }
    this.#pump();
  }

  /** Takes one upstream chunk; tells false when there is no more to wait for. Whoever tells first is heard. */
  #pull(told: Pulling | "pump"): void {
    const { source, controller } = this.#parts;
    this.#told = told;
    if (isAborted(controller)) {
      this.#lost(controller.signal.reason);
      return;
    }
    try {
      if (source.pull) source.pull(this.#took, this.#lost);
      else source.next().then(this.#took, this.#lost);
    } catch (error) {
      this.#lost(error);
    }
  }

  readonly #took = (result: IteratorResult<Chunk>): void => {
    try {
      this.#tell(!result.done && this.#state !== "ended" && this.#goesOn(result.value));
    } catch (error) {
      this.#lost(error);
    }
  };

  /** Takes a chunk; false if nothing need be waited for after it. */
  #goesOn(chunk: Chunk): boolean {
    this.#accept(chunk);
    return this.#parts.toTheEnd === true || !(isUsageOnly(chunk) && this.#finishes.all);
  }

  #tell(more: boolean): void {
    const told = this.#told;
    this.#told = undefined;
    if (told === "pump") this.#pumped(more);
    else told?.resolve(more);
  }

  readonly #lost = (error: unknown): void => {
    const told = this.#told;
    this.#told = undefined;
    if (told === "pump") {
      this.#break(error);
      this.#pump();
    } else told?.reject(error);
  };

  #accept(chunk: Chunk): void {
    this.#answer.add(chunk);
    this.#arrived?.push(chunk);
    if (chunk.usage) this.#usage = chunk;
    for (const tap of this.#taps) tap(chunk);
    const finishing = finishes(chunk);
    const content = finishing ? withoutFinish(chunk) : withoutUsage(chunk);
    if (content && content.choices.length > 0) this.#enqueue(content, content.choices.some(speaks));
    if (finishing) for (const choice of chunk.choices) if (choice.finish_reason) this.#hold(chunk, choice);
  }

  #enqueue(chunk: Chunk, speaking: boolean): void {
    for (const { index } of chunk.choices) {
      this.#finishes.see(index);
      if (speaking) this.#finishes.drop(index);
    }
    if (speaking || this.#outlet.waitingChunks < HELD_OPENING) this.#outlet.put(chunk);
    if (!speaking) return;
    this.#parts.watch.progress();
    if (this.#state === "opening") this.#commit();
  }

  #commit(): void {
    this.#parts.race?.win();
    this.#state = "committed";
    this.#parts.watch.commit();
  }

  #hold(chunk: Chunk, choice: ChunkChoice): void {
    this.#finishes.hold(chunk, choice);
    if (this.#finishes.all) this.#parts.watch.finishing(() => this.#graceOver());
  }

  #graceOver(): void {
    if (this.#state !== "ended" && this.#finishes.all) this.#finish();
    this.#tell(false);
  }

  /** Upstream has ended, or has said all it will say. Settles first, so that the report on the last chunk is whole. */
  #finish(): void {
    if (this.#state === "ended") return;
    if (!this.#finishes.whole) {
      const message = "the stream ended without a finish_reason: the answer is incomplete";
      throw new FaultError({ kind: "stream_truncated", message });
    }
    if (this.#state === "opening") this.#commit();
    const ends = this.#finishes.inOrder();
    if (this.#parts.includeUsage && this.#usage) ends.push({ ...this.#usage, choices: [] });
    this.#state = "ended";
    const settlement: Settlement = { status: "ok", ...this.#used() };
    this.#parts.settle(settlement);
    this.#end.settle(settlement);
    this.#outlet.end(ends);
    this.#unlisten();
    const { source, controller, clock } = this.#parts;
    if (this.#told === undefined) drain(source, controller, clock);
    else cut(source, controller);
  }

  /** The one way in from outside: the caller, a timeout, the deadline, an unread minute, `close()`. */
  #abort(): void {
    const { reason } = this.#parts.controller.signal;
    if (this.#state === "opening") this.#lost(reason);
    else this.#break(reason);
  }

  /** Upstream failed after commit, or the attempt was aborted. A caller's own abort ends the stream quietly, as the OpenAI SDK's does. */
  #break(error: unknown): void {
    if (this.#state === "ended") return;
    const fault = this.#parts.classify(error);
    const aborted = fault.kind === "aborted";
    const settlement: Settlement = {
      status: aborted ? "aborted" : "failed",
      partial: this.#answer.partial(),
      fault,
      ...this.#used(),
    };
    const byCaller = aborted && fault.code === undefined;
    if (byCaller) this.#outlet.drop();
    this.#close(settlement, byCaller ? undefined : () => this.#parts.interrupted(fault, settlement));
    this.#tell(false);
  }

  /** Settles, then lets the reader know: `error` is made last, since it holds the call's report. */
  #close(settlement: Settlement, error?: () => Error): void {
    this.#state = "ended";
    this.#parts.settle(settlement);
    this.#end.settle(settlement);
    if (error === undefined) this.#outlet.end([]);
    else this.#outlet.fail(error());
    this.#release(new FaultError({ kind: "aborted", message: "the reader left the stream" }));
  }

  #release(reason: unknown): void {
    this.#unlisten();
    cut(this.#parts.source, this.#parts.controller, reason);
  }

  #used(): { usage?: NonNullable<Settlement["usage"]> } {
    const usage = usageFrom(this.#usage?.usage);
    return usage ? { usage } : {};
  }
}
