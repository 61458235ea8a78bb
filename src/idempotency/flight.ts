import type { CallContext, ReportDraft } from "../contract/context.ts";
import type { Fault } from "../contract/fault.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { Reply, ReplyStream } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import { usageFrom } from "../contract/usage.ts";
import { Latch } from "../lib/latch.ts";
import { onAbort, QuietController } from "../lib/quiet-controller.ts";
import { handOver, handShared, tell } from "./hand-over.ts";

/** A reader's part of a shared stream. */
interface Branch extends ReplyStream {
  settle(settlement: Settlement): void;
  close(error?: Error): void;
  drop(): void;
}

export interface FlightParts {
  newDraft(): ReportDraft;
  /** One stream for several readers. */
  share(stream: ReplyStream): {
    branch(reader: { leave(): void; errorOf(error: unknown): unknown }): Branch;
    partial(): PartialAnswer;
  };
  /** What a call is told of the flight's failure: its own report goes with it. */
  errorOf(error: unknown, context: CallContext): unknown;
  /** For a call that leaves in mid-stream, not by its caller's hand. */
  interrupted(fault: Fault, partial: PartialAnswer, context: CallContext): Error;
}

/** A call that waits for the flight's answer, or reads it. */
interface Rider {
  readonly context: CallContext;
  resolve(reply: Reply): void;
  reject(error: unknown): void;
  branch?: Branch;
}

type Next = (context: CallContext) => Promise<Reply>;

/**
 * One call to what is further in, for every call that wants its answer. It has a context of its own, so that none of them
 * ends it by leaving; the last one does. Whoever has been aboard longest pays: attempts and costs are in its report.
 */
export class Flight {
  readonly context: CallContext;
  /** What its key was used for. */
  readonly print: string | undefined;
  readonly #parts: FlightParts;
  readonly #closed: () => void;
  readonly #riders = new Set<Rider>();
  readonly #over = new Latch<Settlement>();
  #stream: ReplyStream | undefined;
  #shared: ReturnType<FlightParts["share"]> | undefined;

  /** `closed` is called when nobody may come aboard any more. */
  constructor(parts: FlightParts, leader: CallContext, print: string | undefined, closed: () => void) {
    this.#parts = parts;
    this.print = print;
    this.#closed = closed;
    this.context = {
      ...leader,
      controller: new QuietController(),
      draft: parts.newDraft(),
      defer: (callback: (settlement: Settlement) => void) => this.#over.defer(callback),
    };
  }

  /** Gives what `next` gives, to each caller its own; of a stream, all from the first chunk on. */
  board(context: CallContext): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const rider: Rider = { context, resolve, reject };
      this.context.deadlineAt = Math.max(this.context.deadlineAt, context.deadlineAt);
      this.#riders.add(rider);
      context.defer(onAbort(context.controller, () => this.#leave(rider, context.controller.signal.reason)));
      if (this.#shared) this.#join(rider);
    });
  }

  /** To be called once, with its first call aboard. */
  async fly(next: Next): Promise<void> {
    try {
      const reply = await next(this.context);
      if (reply.kind === "stream") this.#commit(reply.body);
      else this.#arrive(reply);
    } catch (error) {
      this.#crash(error);
    }
  }

  #commit(stream: ReplyStream): void {
    this.#stream = stream;
    this.#shared = this.#parts.share(stream);
    for (const rider of this.#riders) this.#join(rider);
    stream.onEnd((settlement) => this.#land(settlement));
  }

  #join(rider: Rider): void {
    tell(this.context, rider.context);
    rider.branch = this.#shared!.branch({
      leave: () => this.#leave(rider),
      errorOf: (error) => this.#parts.errorOf(error, rider.context),
    });
    rider.resolve({ kind: "stream", body: rider.branch });
  }

  #arrive(reply: Exclude<Reply, { kind: "stream" }>): void {
    const usage = reply.kind === "native" ? this.context.draft.usage : usageFrom(reply.body.usage);
    const riders = [...this.#riders];
    const replies = riders.map((_, at) => (at === 0 ? reply : { ...reply, body: structuredClone(reply.body) }));
    this.#land({ status: "ok", ...(usage && { usage }) });
    riders.forEach((rider, at) => void rider.resolve(replies[at] as Reply));
  }

  #crash(error: unknown): void {
    const riders = [...this.#riders];
    const fault = error instanceof FaultError ? { fault: error.fault } : {};
    this.#land({ status: this.#abandoned ? "aborted" : "failed", ...fault });
    for (const rider of riders) rider.reject(this.#parts.errorOf(error, rider.context));
  }

  /** The one end. What was deferred further in runs first, then everybody's report is filled in, then they are told. */
  #land(settlement: Settlement): void {
    if (this.#over.ended) return;
    this.#over.settle(settlement);
    this.#closed();
    const [payer, ...others] = this.#riders;
    if (payer) handOver(this.context, payer.context);
    for (const { context } of others) handShared(this.context, context);
    for (const { branch } of this.#riders) {
      if (settlement.status === "aborted" && settlement.fault?.code === undefined) branch?.drop();
      branch?.settle(settlement);
    }
    this.#riders.clear();
  }

  /** `reason`: why the call was aborted; without one, a reader has turned away. */
  #leave(rider: Rider, reason?: unknown): void {
    if (!this.#riders.has(rider)) return;
    if (this.#riders.size === 1) this.#abandon(reason);
    else this.#disembark(rider, reason);
  }

  get #abandoned(): boolean {
    return (this.context.controller as QuietController).aborted;
  }

  /** The last one goes, and all ends with it: it learns of that as ever, by the end. */
  #abandon(reason: unknown): void {
    this.#closed();
    if (reason === undefined) this.#stream?.cancel();
    else this.context.controller.abort(reason);
  }

  #disembark(rider: Rider, reason: unknown): void {
    const [payer] = this.#riders;
    if (rider === payer) handOver(this.context, rider.context);
    else handShared(this.context, rider.context);
    this.#riders.delete(rider);
    rider.reject(reason);
    if (rider.branch) this.#letGo(rider, rider.branch, reason);
  }

  #letGo({ context }: Rider, branch: Branch, reason: unknown): void {
    const fault = reason instanceof FaultError ? reason.fault : undefined;
    const partial = this.#shared!.partial();
    const status = fault === undefined || fault.kind === "aborted" ? "aborted" : "failed";
    branch.settle({ status, partial, ...(fault && { fault }) });
    const byCaller = status === "aborted" && fault?.code === undefined;
    branch.close(byCaller ? undefined : this.#parts.interrupted(fault!, partial, context));
  }
}
