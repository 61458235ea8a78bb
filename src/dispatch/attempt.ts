import type { AttemptContext, CallContext, Watch } from "../contract/context.ts";
import type { Fault } from "../contract/fault.ts";
import { FaultError } from "../contract/fault-error.ts";
import type { WireNotes } from "../contract/provider.ts";
import type { Reply } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import type { RetryOptions } from "../contract/target.ts";
import { Latch } from "../lib/latch.ts";
import { scrubDeep } from "../lib/scrub.ts";
import type { Candidate } from "./candidates.ts";

/** What one attempt needs to know beside its candidate. */
export interface AttemptPlan {
  readonly candidate: Candidate;
  readonly retry: Required<RetryOptions>;
  readonly forced: boolean;
  readonly hasNext: boolean;
  readonly idempotencyKey: string;
}

export type AttemptRing = (context: AttemptContext) => Promise<Reply>;
/** Tells what a thrown value means, where the provider does not. */
export type Classify = (error: unknown, wire: WireNotes, secrets: readonly string[]) => Fault;

/** An attempt that ended without an answer. `local`: nothing was sent. */
export class AttemptFailed extends FaultError {
  readonly local: boolean;
  /** Decides about a repeat at the same target, and waits for it. */
  again: () => Promise<boolean> = async () => false;

  constructor(fault: Fault, local: boolean) {
    super(fault);
    this.local = local;
  }
}

/** Runs one attempt through its ring. Resolves at the answer or a stream's commit; rejects with `AttemptFailed`. */
export async function runAttempt(
  ring: AttemptRing,
  call: CallContext,
  plan: AttemptPlan,
  classify: Classify,
): Promise<Reply> {
  const context = openAttempt(call, plan, classify);
  try {
    return await ring(context);
  } catch (error) {
    const fault = context.classify(error);
    const local = context.number === 0;
    context.settle({ status: fault.kind === "aborted" ? "aborted" : "failed", fault, ...(local && { local }) });
    if (!context.controller.signal.aborted) context.controller.abort(error);
    throw new AttemptFailed(fault, local);
  }
}

const unwatched: Watch = { headers() {}, progress() {}, commit() {}, waiting() {}, finishing() {} };

function openAttempt(call: CallContext, plan: AttemptPlan, classify: Classify): AttemptContext {
  const { target, provider, request, prepared } = plan.candidate;
  const latch = new Latch<Settlement>();
  const controller = new AbortController();
  const wire: WireNotes = {};
  const secrets: string[] = [];
  const context: AttemptContext = {
    call,
    target,
    provider,
    request,
    stream: request.stream === true,
    prepared,
    retry: plan.retry,
    number: 0,
    forced: plan.forced,
    hasNext: plan.hasNext,
    idempotencyKey: plan.idempotencyKey,
    headers: call.headers,
    connectMs: undefined,
    controller,
    wire,
    credential: { kind: "none" },
    watch: unwatched,
    secrets,
    onCommit: [],
    defer: (callback) => latch.defer(callback),
    settle: (settlement) => void latch.settle(settlement),
    classify(error) {
      const reason: unknown = controller.signal.aborted ? controller.signal.reason : error;
      const fault =
        reason instanceof FaultError
          ? reason.fault
          : (provider.classify?.(error, wire, secrets) ?? classify(error, wire, secrets));
      return scrubDeep(cutStream(fault, context), secrets) as Fault;
    },
  };
  const follow = () => controller.abort(call.controller.signal.reason);
  call.controller.signal.addEventListener("abort", follow, { once: true });
  context.defer(() => call.controller.signal.removeEventListener("abort", follow));
  return context;
}

/** A connection lost after a stream's head has arrived is a cut stream. */
function cutStream(fault: Fault, { stream, wire }: AttemptContext): Fault {
  const answered = wire.status !== undefined && wire.status < 300;
  return stream && answered && fault.kind === "connection" ? { ...fault, kind: "stream_truncated" } : fault;
}
