import type { CallContext, Middleware } from "../contract/context.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { StitchedPart } from "../contract/interruption.ts";
import type { Reply } from "../contract/reply.ts";
import type { Warning } from "../contract/report.ts";
import type { Target } from "../contract/target.ts";
import type { Usage } from "../contract/usage.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { sha256 } from "../lib/hash.ts";
import type { Flights, FlightsParts } from "./flights.ts";

/** A finished answer, kept under its key. */
export interface KeptAnswer {
  /** What the key was used for. */
  readonly print: string;
  readonly callId: string;
  readonly target: Target | undefined;
  readonly usage: Usage | undefined;
  readonly warnings: readonly Warning[];
  readonly stitched?: readonly StitchedPart[];
  /** As JSON: each replay reads its own fresh objects out of it. */
  readonly body: string;
}

export interface IdempotencyParts extends Pick<FlightsParts, "deliver"> {
  readonly flights: Flights;
  /** There once a call has begun. */
  store(): { get(key: string): KeptAnswer | undefined; set(key: string, kept: KeptAnswer, ttlMs: number): void };
  readonly ttlMs: number;
}

/**
 * A call with an `idempotencyKey` joins the one under way with that key, or is given the finished answer again; keys of
 * different tenants have nothing to do with each other. A call that failed or was given up leaves nothing: the next one with
 * its key is made anew. Native bodies pass by; their key goes upstream only.
 */
export function idempotencyLayer(parts: IdempotencyParts): Middleware<CallContext> {
  return function idempotency(context, next) {
    const { idempotencyKey: key } = context.options;
    return key === undefined || context.operation === "native" ? next(context) : keyed(parts, key, context, next);
  };
}

async function keyed(
  { flights, store, ttlMs, deliver }: IdempotencyParts,
  key: string,
  context: CallContext,
  next: (context: CallContext) => Promise<Reply>,
): Promise<Reply> {
  const name = JSON.stringify([context.options.tenant ?? null, key]);
  const print = printOf(context);
  const flight = flights.get(name);
  const kept = flight ? undefined : store().get(name);
  const known = flight?.print ?? kept?.print;
  if (known !== undefined && known !== print) throw reused();
  if (kept) return replayed(kept, context, deliver);
  const begin = async (call: CallContext): Promise<Reply> => {
    let reply: Reply | undefined;
    call.defer(({ status }) => {
      if (status === "ok" && reply) store().set(name, keptAnswer(call, reply, print), ttlMs);
    });
    reply = await next(call);
    return reply;
  };
  return await flights.board(name, context, begin, print);
}

/** How the answer is handed over is no part of what is asked; where it may come from is. */
function printOf({ operation, request, options }: CallContext): string {
  const { stream, stream_options, ...body } = request as object as Readonly<Record<string, unknown>>;
  return sha256(canonicalJson([operation, options.region, body]));
}

function keptAnswer({ callId, draft }: CallContext, reply: Reply, print: string): KeptAnswer {
  const answer = reply.kind === "stream" ? reply.body.completion() : reply.body;
  const { winner: target, usage, warnings, stitched } = draft;
  const body = JSON.stringify(answer);
  return { print, callId, target, usage, warnings: [...warnings], ...(stitched && { stitched }), body };
}

const NO_RAW = {
  code: "no_raw",
  param: "raw",
  message: "the answer was given before, under the same idempotencyKey; the raw one was not kept",
} as const;

function replayed(kept: KeptAnswer, context: CallContext, deliver: IdempotencyParts["deliver"]): Reply {
  const { draft, options } = context;
  draft.shared = { callId: kept.callId, replayed: true };
  draft.winner = kept.target;
  draft.usage = kept.usage;
  if (kept.stitched) draft.stitched = kept.stitched;
  draft.warnings.push(...kept.warnings);
  if (options.raw) draft.warnings.push({ ...NO_RAW, target: kept.target?.id ?? "" });
  return deliver(context, JSON.parse(kept.body));
}

/** In the words of Stripe's API, whose habit with keys this is: https://docs.stripe.com/api/idempotent_requests */
function reused(): LlmuxError {
  const message =
    "idempotencyKey: this key was used for another body; a key stands for one request, so take a new one for another";
  return new LlmuxError("conflict", message, {
    code: "idempotency_key_reused",
    type: "idempotency_error",
    param: "idempotencyKey",
  });
}
