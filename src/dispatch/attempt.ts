import type { Clock } from "../contract/clock.ts";
import type { AttemptContext, CallContext, Refused, Watch } from "../contract/context.ts";
import type { Fault } from "../contract/fault.ts";
import { FaultError } from "../contract/fault-error.ts";
import { isStreamed } from "../contract/operation.ts";
import type { Provider, WireNotes } from "../contract/provider.ts";
import type { Reply } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import type { RetryOptions, Target } from "../contract/target.ts";
import { Latch } from "../lib/latch.ts";
import { isAborted, onAbort, QuietController } from "../lib/quiet-controller.ts";
import { scrub, scrubDeep } from "../lib/scrub.ts";
import type { Candidate } from "./candidates.ts";
import type { Leg } from "./pair.ts";

/** What one attempt needs to know beside its candidate. */
export interface AttemptPlan {
  readonly candidate: Candidate;
  readonly retry: Required<RetryOptions>;
  readonly forced: boolean;
  readonly hasNext: boolean;
  readonly mayMoveOn: () => boolean;
  readonly idempotencyKey: string;
  readonly refused: Refused;
  /** The attempt's place beside another one. */
  readonly leg: Leg | undefined;
}

export type AttemptRing = (context: AttemptContext) => Promise<Reply>;
/** Tells what a thrown value means, where the provider does not. */
export type Classify = (error: unknown, wire: WireNotes, secrets: readonly string[]) => Fault;

export interface AttemptParts {
  readonly ring: AttemptRing;
  readonly classify: Classify;
  readonly clock: Clock;
}

/** A caller's abort says nothing of itself; the deadline and `close()` do. */
export function faultOfAbort(reason: unknown): Fault {
  return reason instanceof FaultError ? reason.fault : { kind: "aborted", message: "Request was aborted." };
}

/** An attempt that ended without an answer. `local`: nothing was sent. */
export class AttemptFailed extends FaultError {
  readonly target: Target;
  readonly local: boolean;
  /** Place in the provider's `keys` of the one that was used. */
  readonly key: number | undefined;
  /** The key was refused, and can be fetched anew. */
  readonly renewable: boolean;
  /** Decides about a repeat at the same target, and waits for it. */
  again: () => Promise<boolean> = async () => false;

  constructor(fault: Fault, { target, number, key, renewable }: AttemptContext, cause: Error | undefined) {
    super(fault);
    this.target = target;
    this.local = number === 0;
    this.key = key;
    this.renewable = renewable && fault.kind === "auth";
    this.cause = cause;
  }
}

/** Runs one attempt through its ring. Resolves at the answer or a stream's commit; rejects with `AttemptFailed`. */
export async function runAttempt(parts: AttemptParts, call: CallContext, plan: AttemptPlan): Promise<Reply> {
  const context = openAttempt(call, plan, parts.classify);
  plan.leg?.begin(context, parts.clock.now());
  try {
    const reply = await parts.ring(context);
    if (plan.leg !== undefined) won(plan.leg, reply);
    // A layer may have answered by itself; where the provider did, this comes too late to matter.
    if (reply.kind === "stream") reply.body.onEnd(context.settle);
    else context.settle({ status: "ok" });
    return reply;
  } catch (error) {
    const fault = context.classify(error);
    const local = context.number === 0;
    const cause = causeOf(error, context.secrets);
    context.settle({ status: fault.kind === "aborted" ? "aborted" : "failed", fault, ...(local && { local }) });
    if (!isAborted(context.controller)) context.controller.abort(error);
    throw new AttemptFailed(fault, context, cause);
  }
}

/** An answer of a layer's own may come too late. */
function won(leg: Leg, reply: Reply): void {
  try {
    leg.win();
  } catch (error) {
    if (reply.kind === "stream") reply.body.cancel();
    throw error;
  }
}

/** The thrown error as a plain one, for whoever has to find a bug: name, message and stack, keys cut out. */
function causeOf(error: unknown, secrets: readonly string[]): Error | undefined {
  if (!(error instanceof Error) || error instanceof FaultError) return undefined;
  const cause = new Error(scrub(error.message, secrets));
  cause.name = error.name;
  cause.stack = scrub(error.stack ?? "", secrets);
  return cause;
}

const unwatched: Watch = { stoodMs: 0, headers() {}, progress() {}, commit() {}, waiting() {}, finishing() {} };

function openAttempt(call: CallContext, plan: AttemptPlan, classify: Classify): AttemptContext {
  const { target, provider, asked, prepared } = plan.candidate;
  const latch = new Latch<Settlement>();
  const controller = new QuietController();
  const wire: WireNotes = {};
  const secrets: string[] = [];
  const judge = judgeOf(provider, classify);
  const context = {
    call,
    target,
    provider,
    operation: asked.operation,
    request: asked.request,
    stream: isStreamed(asked),
    prepared,
    retry: plan.retry,
    number: 0,
    forced: plan.forced,
    hasNext: plan.hasNext,
    mayMoveOn: plan.mayMoveOn,
    idempotencyKey: plan.idempotencyKey,
    headers: call.headers,
    connectMs: undefined,
    controller,
    wire,
    credential: { kind: "none" },
    key: undefined,
    renewable: false,
    refused: plan.refused,
    race: plan.leg,
    watch: unwatched,
    secrets,
    onCommit: [],
    defer: (callback: (settlement: Settlement) => void) => latch.defer(callback),
    settle: (settlement: Settlement) => void latch.settle(settlement),
    classify(error: unknown) {
      const fault = ownFault(error, controller) ?? judge(error, wire, secrets);
      return scrubDeep(noAnswer(cutStream(fault, context), wire), secrets) as Fault;
    },
  } as AttemptContext;
  const follow = () => controller.abort(new FaultError(faultOfAbort(call.controller.signal.reason)));
  if (isAborted(call.controller)) follow();
  else context.defer(onAbort(call.controller, follow));
  return context;
}

/** What the router itself did to the attempt, or one of its layers said. */
function ownFault(error: unknown, { aborted, reason }: QuietController): Fault | undefined {
  const own = aborted && reason instanceof FaultError ? reason : error;
  return own instanceof FaultError ? own.fault : undefined;
}

/** What the provider says of its failures comes first; one that stumbles over it, or sees aborts nobody made, is not believed. */
function judgeOf(provider: Provider, classify: Classify): Classify {
  return (error, wire, secrets) => {
    let fault: Fault | undefined;
    try {
      fault = provider.classify?.(error, wire, secrets);
    } catch {
      fault = undefined;
    }
    fault ??= classify(error, wire, secrets);
    return fault.kind === "aborted" ? { ...fault, kind: "connection" } : fault;
  };
}

/** A 2xx whose body is neither an answer nor the provider's word of an error. */
function noAnswer(fault: Fault, { status = 0 }: WireNotes): Fault {
  const says = fault.status ?? fault.body ?? fault.type;
  const isOne = fault.kind === "server_error" && says === undefined && status >= 200 && status < 300;
  return isOne ? { ...fault, noAnswer: true } : fault;
}

/** A connection lost after a stream's head has arrived is a cut stream. */
function cutStream(fault: Fault, { stream, wire }: AttemptContext): Fault {
  const answered = wire.status !== undefined && wire.status < 300;
  return stream && answered && fault.kind === "connection" ? { ...fault, kind: "stream_truncated" } : fault;
}
