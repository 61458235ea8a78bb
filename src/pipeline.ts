import type { AttemptContext, CallContext, Middleware } from "./contract/context.ts";
import type { Reply } from "./contract/reply.ts";
import { compose } from "./lib/compose.ts";

type Layers<C> = Middleware<C> | undefined | false | readonly Middleware<C>[];

/** The layers of a call, each undefined where this configuration has nothing for it to do. */
export interface CallLayers {
  readonly span: Layers<CallContext>;
  readonly deadline: Layers<CallContext>;
  readonly users: Layers<CallContext>;
  readonly idempotency: Layers<CallContext>;
  readonly cache: Layers<CallContext>;
  readonly singleFlight: Layers<CallContext>;
  readonly standby: Layers<CallContext>;
}

/** The layers of an attempt. */
export interface AttemptLayers {
  readonly health: Layers<AttemptContext>;
  readonly pause: Layers<AttemptContext>;
  readonly concurrency: Layers<AttemptContext>;
  readonly breaker: Layers<AttemptContext>;
  readonly timeouts: Layers<AttemptContext>;
  readonly credential: Layers<AttemptContext>;
  readonly users: Layers<AttemptContext>;
  readonly account: Layers<AttemptContext>;
}

/**
 * THE ORDER of a call, outermost first, around the dispatcher. Nothing else knows it. It is the same for every operation, and
 * every layer applies to each, but that native bodies pass by idempotency, cache and single flight. Within, the parts of a batch of vectors are
 * dispatched one by one, and a native body has one target.
 */
export function callRing(layers: CallLayers, dispatch: (context: CallContext) => Promise<Reply>) {
  return ring(dispatch, [
    layers.span, // first and last word about the call, whatever happens within
    layers.deadline, // bounds everything that takes time, the users' layers included
    layers.users, // see every call, those that the cache answers too
    layers.idempotency, // a key's answer is its own, whatever a cache has of that body
    layers.cache, // nothing below costs money on a hit
    layers.singleFlight, // only what the cache has not got is worth waiting for together
    layers.standby, // a call that goes on from here may go to any of its targets
  ]);
}

/** THE ORDER of an attempt, outermost first, around the one SDK call. */
export function attemptRing(layers: AttemptLayers, send: (context: AttemptContext) => Promise<Reply>) {
  return ring(send, [
    layers.health, // learns of the end last, when all others have settled
    layers.pause, // until the provider takes requests again: no slot is held for that
    layers.concurrency, // a wait in line before anything that is granted for now: a permit's lease, an allowance
    layers.breaker, // no permit, no attempt: before anything is spent on it
    layers.timeouts, // the allowances bound fetching the credential too
    layers.credential, // as late as may be, held no longer than the attempt
    layers.users, // may look and change with everything in place
    layers.account, // what it counts is about to be sent
  ]);
}

function ring<C>(core: (context: C) => Promise<Reply>, layers: readonly Layers<C>[]): (context: C) => Promise<Reply> {
  return compose(
    layers.flatMap((layer) => layer || []),
    core,
  );
}
