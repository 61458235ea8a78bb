import { breakerLayer, type Verdict } from "../breaker/layer.ts";
import { cacheLayer } from "../cache/layer.ts";
import { concurrencyLayer } from "../concurrency/layer.ts";
import type { LoadSign } from "../concurrency/limit.ts";
import type { AttemptContext, CallContext } from "../contract/context.ts";
import { LlmuxError } from "../contract/errors.ts";
import type { Emit } from "../contract/events.ts";
import type { Reply } from "../contract/reply.ts";
import type { Settlement } from "../contract/settlement.ts";
import type { Target } from "../contract/target.ts";
import { credentialLayer } from "../credentials/layer.ts";
import { batched } from "../dispatch/batch.ts";
import { createDispatch } from "../dispatch/dispatch.ts";
import { dispositionOf, isCrowded } from "../dispatch/fault-table.ts";
import { Hedger } from "../dispatch/hedge.ts";
import { createHedgeBudget } from "../dispatch/hedge-budget.ts";
import { createLatencies } from "../dispatch/latencies.ts";
import { createSend, type OpenStream } from "../dispatch/send.ts";
import { healthLayer } from "../health/layer.ts";
import { pauseLayer } from "../health/pause.ts";
import { standbyLayer } from "../health/standby.ts";
import { accountLayer } from "../middleware/account.ts";
import { bounded } from "../middleware/bounded.ts";
import { deadlineLayer } from "../middleware/deadline.ts";
import { spanLayer } from "../middleware/span.ts";
import { timeoutsLayer } from "../middleware/timeouts.ts";
import type { Settings } from "../options/read.ts";
import { attemptRing, callRing } from "../pipeline.ts";
import { OpenStream as OpenReplyStream } from "../streams/reply-stream.ts";
import { createAdmission } from "./admission.ts";
import { type AnswerKey, answerKeys } from "./answer-key.ts";
import { embeddingLimits } from "./embedding-limits.ts";
import type { Emitter } from "./emitter.ts";
import { type Explanation, explain } from "./explain.ts";
import { interrupted, interruptions } from "./interruption.ts";
import { allowancesOf, leaseOf, retryOf } from "./limits.ts";
import { createProbes } from "./probes.ts";
import { reportOf, textlessReportOf } from "./report.ts";
import { deliver, sharedCalls } from "./shared-calls.ts";
import type { State } from "./state.ts";

/** What `create` and `explain` run on. */
export interface Parts {
  readonly ring: (call: CallContext) => Promise<Reply>;
  /** What a call would do now; sends nothing. */
  explain(call: CallContext): Promise<Explanation>;
}

/** Puts the parts together: the attempt ring around `send`, the dispatcher on top of it, the call ring around that. */
export function assemble(settings: Settings, state: State, emitter: Emitter): Parts {
  const { emit } = emitter;
  const probes = state.shelf.take("probes", Symbol("of this configuration"), () =>
    createProbes(settings, state, emitter),
  );
  const admission = createAdmission({
    strict: settings.strict ?? false,
    unknownPrice: settings.unknownPrice ?? "warn",
    now: () => settings.clock.now(),
    cooldowns: state.cooldowns,
    look: (target) => state.breakers.peek(state.circuitOf(target))?.look(),
    gates: state.gates,
    providerOf: state.providerOf,
    credentialOf: state.credentialOf,
    priceOf: state.priceOf,
    factsOf: state.factsOf,
    recall: (request, { provider, model }, tenant) => state.runtime.memory.recall(request, { provider, model, tenant }),
  });
  const { clock } = settings;
  const { budget } = state;
  const dispatch = createDispatch({
    ring: attempts(settings, state, emit),
    admission,
    classify: (error, wire, keys) => state.runtime.classify(error, wire, keys),
    retryOf: (target, call) => retryOf(settings, target, call),
    budget,
    hedging: hedger(settings, state, emit),
    clock,
    random: settings.random,
    emit,
    report: reportOf,
    windowOf: state.windowOf,
    ...interruptions(settings, state),
    hasOtherKey: ({ id, provider }, keys) => (state.gates?.pool(provider)?.usable(id, keys).length ?? 0) > 0,
    forcible: (target) => forcible(state, target.id, clock.now()),
  });
  const answerKey = answerKeys();
  const ring = callRing(
    {
      span: spanLayer(clock, emit, textlessReportOf),
      deadline: deadlineLayer(clock, (call) => milliseconds(call.options.deadlineMs ?? settings.deadlineMs)),
      users: settings.layers?.call?.map(bounded),
      ...sharedCalls(settings, state, answerKey),
      cache: settings.cache && cacheOf(settings.cache, { clock, state, emit, answerKey, allows: admission.allows }),
      standby: probes && standbyLayer((call) => probes.use(call.route)),
    },
    batched(dispatch, {
      limits: (call) => embeddingLimits(settings, call),
      tokensOf: (input) => (typeof input === "string" ? state.runtime.tokensIn(input) : input.length),
      report: reportOf,
    }),
  );
  return { ring, explain: (call) => explain(admission, settings, call) };
}

function hedger({ clock, hedge }: Settings, { breakers, circuitOf, budget, shelf }: State, emit: Emit): Hedger {
  return new Hedger({
    hedgeOf: ({ options }, node) => options.hedge ?? node ?? hedge,
    isSteady: ({ id }) => (breakers.peek(circuitOf(id))?.state ?? "closed") === "closed",
    budget,
    ...shelf.take("hedging", undefined, () => ({ hedges: createHedgeBudget(), latencies: createLatencies() })),
    clock,
    emit,
  });
}

interface CacheNeeds {
  readonly clock: Settings["clock"];
  readonly state: State;
  readonly emit: Emit;
  readonly answerKey: AnswerKey;
  allows(target: Target, call: CallContext): boolean;
}

function cacheOf({ ttlMs }: NonNullable<Settings["cache"]>, { clock, state, emit, answerKey, allows }: CacheNeeds) {
  return cacheLayer({
    store: () => state.runtime.store!,
    ttlMs,
    clock,
    emit,
    keyOf: answerKey,
    admits: (call, target) => allows(target, call),
    deliver,
  });
}

function attempts(settings: Settings, state: State, emit: Emit) {
  const { clock } = settings;
  return attemptRing(
    {
      health: healthLayer({
        start: state.cooldowns.start,
        tryOut: state.cooldowns.tryOut,
        cooldownMs: (fault) => dispositionOf(fault).cooldownMs,
        nameOf: ({ target, key }, fault) =>
          key === undefined ? undefined : state.gates?.pool(target.provider)?.nameOf(fault.kind, target.id, key),
        clock,
        emit,
      }),
      pause: pauseLayer({
        rest: ({ target, key }, until) => rest(state, target, key, until),
        until: (target) => state.pauses.get(target)?.until,
        clock,
        random: settings.random,
        emit,
      }),
      concurrency:
        state.gates &&
        concurrencyLayer({
          gatesOf: (context) => state.gates!.of(context.target, context),
          signOf: loadSign,
          clock,
          emit,
        }),
      breaker:
        settings.breaker !== false &&
        breakerLayer(
          (id) => state.breakers.get(state.circuitOf(id)),
          verdict,
          (context) => leaseOf(settings, context, state.factsOf(context.target).reasoning),
          state.onBehalf,
        ),
      timeouts: timeoutsLayer(clock, (context) =>
        allowancesOf(settings, context, state.factsOf(context.target).reasoning),
      ),
      credential: credentialLayer(state.credentialOf),
      users: settings.layers?.attempt?.map(bounded),
      account: accountLayer({
        clock,
        emit,
        priceOf: state.priceOf,
        cost: (usage, price) => state.runtime.prices.cost(usage, price),
        billed: (fault) => dispositionOf(fault).cost,
        estimate: (asked, partial) => state.runtime.estimate(asked, partial),
      }),
    },
    createSend(streamOpener(settings), ({ call, target: { provider, model } }, body) =>
      state.runtime.memory.keep(body, { provider, model, tenant: call.options.tenant }),
    ),
  );
}

function streamOpener({ clock }: Settings): OpenStream {
  return (context, source) =>
    new OpenReplyStream({
      source,
      controller: context.controller,
      watch: context.watch,
      race: context.race,
      clock,
      ...wanted(context),
      settle: context.settle,
      classify: context.classify,
      answered: () => {
        context.wire.status ??= 200;
      },
      interrupted: (fault, { partial }) => interrupted(context.call, context.target, fault, partial),
    });
}

/** What the caller wants to see of the stream; the provider's own events are for no codec to hold back. */
function wanted({ operation, request, call }: AttemptContext) {
  if (operation !== "chat" || call.operation !== "chat") return { choices: 1, includeUsage: false, toTheEnd: true };
  return { choices: request.n ?? 1, includeUsage: call.request.stream_options?.include_usage === true };
}

/** What the end of a body means to its target's circuit. */
function verdict({ status, fault, local }: Settlement): Verdict {
  if (status === "ok") return "ok";
  if (status === "aborted" || local || fault === undefined) return "neutral";
  return dispositionOf(fault).breaker;
}

/** One key of a pool rests by itself; a target without a pool pauses as a whole. */
function rest({ cooldowns, pauses, gates }: State, { id, provider }: Target, key: number | undefined, until: number) {
  const name = key === undefined ? undefined : gates?.pool(provider)?.nameOf("rate_limit", id, key);
  return name === undefined ? pauses.start(id, "rate_limit", until) : cooldowns.start(name, "rate_limit", until);
}

/** What the end of a body says about the load on its target. */
function loadSign({ status, fault, local }: Settlement): LoadSign {
  if (status === "ok") return "ok";
  return fault !== undefined && !local && isCrowded(fault) ? "crowded" : "neutral";
}

/** An open circuit may be passed by force unless its target is cooling down, or failed within the last second. */
function forcible({ breakers, circuitOf, cooldowns }: State, target: string, now: number): number | undefined {
  const breaker = breakers.peek(circuitOf(target));
  const { state, lastFailureAt } = breaker ?? {};
  const closed = state === undefined || state === "closed" || breaker?.look()?.refused === "isolated";
  if (closed || cooldowns.get(target) !== undefined || lastFailureAt === undefined) return undefined;
  return now - lastFailureAt >= 1000 ? lastFailureAt : undefined;
}

function milliseconds(value: number | (() => number) | undefined): number | undefined {
  const ms = typeof value === "function" ? value() : value;
  // A platform's clock less some reserve is negative when that reserve is being used up: then no time is left.
  if (ms === undefined || (typeof ms === "number" && !Number.isNaN(ms))) return ms && Math.max(0, ms);
  const message = "deadlineMs: expected a function that returns milliseconds";
  throw new LlmuxError("invalid_request", message, { param: "deadlineMs", code: "invalid_options" });
}
