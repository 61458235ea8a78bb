import type { ChatRequest, Completion } from "../contract/chat.ts";
import type { CallContext } from "../contract/context.ts";
import type { Fault } from "../contract/fault.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { OnInterrupt } from "../contract/interruption.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { Reply, ReplyStream } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import type { Target } from "../contract/target.ts";
import { UNREAD, UNREAD_MS } from "../contract/unread.ts";
import { unref } from "../lib/clock.ts";
import { isAborted, onAbort, QuietController } from "../lib/quiet-controller.ts";
import { faultOfAbort } from "./attempt.ts";
import { continuedRequest, isContinuable, joining, withUsage } from "./continuation.ts";
import { dispositionOf } from "./fault-table.ts";
import { createAgain } from "./repeat-rule.ts";
import { type ResumingParts, ResumingStream, type Resumption } from "./resuming-stream.ts";
import type { DispatchParts, Run } from "./run.ts";
import { nextAfter, walk } from "./walk.ts";

/** How long a reader may stay away who had begun, in milliseconds. */
const LONGEST_PAUSE_MS = 600_000;
const NOTHING: PartialAnswer = { content: "", reasoning: "", toolCalls: [] };
const CONTINUES_NOT: Fault = {
  kind: "unsupported",
  message:
    "it is not known to go on with a begun answer; if it does, say so by `prefill: true` in `modelFacts`, or let Claude be asked to by `compat.continue`",
};

/** The reply as it is, or, where the call asks for more than an error, one that another target may go on with. */
export function resumable(parts: DispatchParts, run: Run, reply: Reply): Reply {
  const { call } = run;
  if (reply.kind !== "stream" || call.operation !== "chat") return reply;
  const mode = parts.onInterrupt(call);
  return mode === "error"
    ? reply
    : { ...reply, body: new ResumingStream(reply.body, new Resuming(parts, run, reply.body, mode)) };
}

/** What one call knows of its broken answer, and of the one that follows. */
class Resuming implements ResumingParts {
  readonly #parts: DispatchParts;
  readonly #run: Run;
  readonly #body: ReplyStream;
  readonly #mode: OnInterrupt;
  /** Of the attempts that follow: a reader may leave while none of them has answered. */
  readonly #controller = new QuietController();
  /** What an answer that goes on began with. */
  #begun: PartialAnswer | undefined;

  constructor(parts: DispatchParts, run: Run, body: ReplyStream, mode: OnInterrupt) {
    this.#parts = parts;
    this.#run = run;
    this.#body = body;
    this.#mode = mode;
  }

  mayResume({ status, fault, partial }: Settlement): boolean {
    if (status !== "failed" || fault === undefined || dispositionOf(fault).next === false) return false;
    return this.#mode === "restart" || isContinuable(this.#request, partial);
  }

  async resume({ partial = NOTHING, fault }: Settlement): Promise<Resumption | undefined> {
    const { call } = this.#run;
    const { draft } = call;
    const broken = draft.winner!;
    const restarts = this.#mode === "restart";
    call.defer(onAbort(call.controller, () => this.#controller.abort(call.controller.signal.reason)));
    const request = restarts ? this.#request : continuedRequest(this.#request, partial, draft.usage);
    const next = { ...call, controller: this.#controller, request } as CallContext;
    const candidates = this.#run.candidates.rest(next);
    if (!restarts) candidates.rule((target) => (this.#parts.continues(target) ? undefined : CONTINUES_NOT));
    const run: Run = { ...this.#run, call: next, candidates, hedging: "done" };
    const reply = await another(this.#parts, run, broken, fault!);
    if (reply?.kind !== "stream") return undefined;
    const target = run.asked!.id;
    if (restarts) {
      draft.discarded = { target: broken.id, partial };
      return { body: reply.body, mark: { interrupted: "restart", target } };
    }
    this.#begun = partial;
    draft.stitched = [
      { target: broken.id, at: 0 },
      { target, at: partial.content.length },
    ];
    const join = joining(this.#body.completion(), partial.content);
    return { body: reply.body, join: (chunk) => withUsage(join(chunk), draft.usage) };
  }

  leave(): void {
    this.#controller.abort(new FaultError({ kind: "aborted", message: "the reader left the stream" }));
  }

  pending(broken: Settlement, wasRead: boolean, end: (settlement: Settlement) => void): () => void {
    const { clock } = this.#parts;
    const tell = (settlement: Settlement) => {
      stop();
      end(settlement);
    };
    const fault = wasRead
      ? { ...UNREAD, message: `nobody went on reading the stream for ${LONGEST_PAUSE_MS} ms` }
      : UNREAD;
    const giveUp = () => tell({ ...broken, status: "aborted", fault });
    const timer = clock.setTimeout(giveUp, wasRead ? LONGEST_PAUSE_MS : UNREAD_MS);
    unref(timer);
    const unlisten = onAbort(this.#run.call.controller, () => tell(this.ended(broken)));
    const stop = () => {
      clock.clearTimeout(timer);
      unlisten();
    };
    return stop;
  }

  ended(broken: Settlement): Settlement {
    const { controller } = this.#run.call;
    if (!isAborted(controller)) return broken;
    const fault = faultOfAbort(controller.signal.reason);
    return { ...broken, status: fault.kind === "aborted" ? "aborted" : "failed", fault };
  }

  interrupted({ fault, partial = NOTHING }: Settlement): Error {
    const { call } = this.#run;
    return this.#parts.interrupted(call, call.draft.winner!, fault!, partial);
  }

  wholeEnd(end: Settlement): Settlement {
    const { usage } = this.#run.call.draft;
    if (this.#begun === undefined) return end;
    const partial = end.partial && { ...end.partial, content: this.#begun.content + end.partial.content };
    return { ...end, ...(partial && { partial }), ...(usage && { usage }) };
  }

  wholeAnswer(completion: Completion): Completion {
    const [choice] = completion.choices;
    if (this.#begun === undefined || choice === undefined) return completion;
    const { id, created } = this.#body.completion();
    const message = { ...choice.message, content: this.#begun.content + (choice.message.content ?? "") };
    return { ...completion, id, created, choices: [{ ...choice, message }] };
  }

  get #request(): ChatRequest {
    return this.#run.call.request as ChatRequest;
  }
}

/** Asks the same target again, by the rules of repeats, or the next one; takes one from the broken target's retry budget. */
async function another(
  parts: DispatchParts,
  run: Run,
  target: Target,
  fault: NonNullable<Settlement["fault"]>,
): Promise<Reply | undefined> {
  const failed = { target, fault, local: false, key: undefined, renewable: false };
  const retry = parts.retryOf(target, run.call);
  const again = createAgain(parts, run, target, {
    retry,
    refused: { keys: [] },
    lighten: async () => false,
    isLost: () => false,
  });
  const { candidates } = run;
  try {
    const candidate = (await candidates.peek())
      ? parts.budget.take(target.id) && (await nextAfter(parts, run, failed))
      : // No repeat is waited for, or paid for, that may not be made.
        !candidates.rulesOut(target) && (await again(failed)) && (await candidates.prepare(target));
    return candidate ? await walk(parts, run, candidate, false) : undefined;
  } catch {
    // What the reader is told is how the answer broke that it has a part of.
    return undefined;
  }
}
