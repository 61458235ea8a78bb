import type { Clock } from "../contract/clock.ts";
import type { AttemptContext, Middleware } from "../contract/context.ts";
import type { Emit, EventMap } from "../contract/events.ts";
import type { Fault } from "../contract/fault.ts";
import type { Asked } from "../contract/operation.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { Cost, PriceRow } from "../contract/price.ts";
import type { AttemptReport } from "../contract/report.ts";
import type { Settlement } from "../contract/settlement.ts";
import type { Target } from "../contract/target.ts";
import type { Usage } from "../contract/usage.ts";
import type { Writable } from "../lib/writable.ts";

export interface AccountParts {
  readonly clock: Clock;
  readonly emit: Emit;
  priceOf(target: Target): PriceRow | undefined;
  cost(usage: Usage, price: PriceRow | undefined): Cost;
  /** What a failed attempt is billed for: nothing, its input, what came of it, or all. */
  billed(fault: Fault): "none" | "input" | "partial" | "full";
  estimate(asked: Asked, partial: PartialAnswer | undefined): Usage;
}

const NOTHING: Cost = { usd: 0, breakdown: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } };

/** Numbers the attempt as it is about to be sent, and when its body has ended writes down what it was and what it cost. */
export function accountLayer(parts: AccountParts): Middleware<AttemptContext> {
  return function account(context, next) {
    const { call, target } = context;
    const { draft } = call;
    const startedAt = parts.clock.now();
    const price = parts.priceOf(target);
    let firstTokenMs: number | undefined;
    // A list that is pushed to makes room for seventeen, and few calls have a second attempt.
    draft.attempts = draft.attempts.concat(undefined);
    context.number = draft.attempts.length;
    /** Milliseconds so far, but for those in which this process stood still. */
    const taken = () => parts.clock.now() - startedAt - context.watch.stoodMs;
    if (context.stream) {
      context.onCommit.push(() => {
        firstTokenMs = taken();
      });
    }
    const { number: attempt } = context;
    const { callId } = call;
    parts.emit({ type: "attempt.start", at: startedAt, callId, attempt, target: target.id });
    context.defer((settlement) => {
      const at = parts.clock.now();
      const { cost, usage } = bill(parts, context, settlement, price);
      const report = reportOf(context, settlement, { latencyMs: taken(), firstTokenMs, cost, usage });
      draft.attempts[context.number - 1] = report;
      draft.costs.push(cost);
      if (settlement.status === "ok" || firstTokenMs !== undefined) {
        draft.winner = target;
        // The parts of a batch are one answer, and so are those of several targets.
        draft.usage = call.operation === "embeddings" || draft.stitched ? sum(draft.usage, usage) : usage;
      }
      parts.emit({ type: "attempt.end", at, callId, attempt, target: target.id, report });
      if (usage === undefined || cost.usd === 0) return;
      if (cost.usd === null) warnUnpriced(context);
      if (parts.emit.wanted?.("cost.recorded") === false) return;
      const { tags, tenant, user } = call.options;
      const recorded: Writable<EventMap["cost.recorded"]> = {
        type: "cost.recorded",
        at,
        callId,
        attempt,
        target: target.id,
        cost,
        usage,
      };
      if (tags) recorded.tags = tags;
      if (tenant !== undefined) recorded.tenant = tenant;
      if (user !== undefined) recorded.user = user;
      parts.emit(recorded);
    });
    return next(context);
  };
}

/** What the attempt used and what that costs; no usage where nothing was generated. */
function bill(
  parts: AccountParts,
  context: AttemptContext,
  { status, fault, usage, partial }: Settlement,
  price: PriceRow | undefined,
): { cost: Cost; usage: Usage | undefined } {
  const rule = status === "failed" && fault ? parts.billed(fault) : "partial";
  if (rule === "none" && partial === undefined) return { cost: NOTHING, usage: undefined };
  if (usage !== undefined && status === "ok") return { cost: parts.cost(usage, price), usage };
  const estimated = parts.estimate(context, rule === "input" && partial === undefined ? undefined : partial);
  const known = usage === undefined ? estimated : larger(usage, estimated);
  return { cost: { ...parts.cost(known, price), estimated: true }, usage: known };
}

function sum(before: Usage | undefined, usage: Usage | undefined): Usage | undefined {
  if (before === undefined || usage === undefined) return before ?? usage;
  const tokens = Object.keys({ ...before, ...usage }) as (keyof Usage)[];
  return Object.fromEntries(tokens.map((name) => [name, (before[name] ?? 0) + (usage[name] ?? 0)])) as unknown as Usage;
}

/** Usage reported before a break counts no less than what was seen of the answer. */
function larger(reported: Usage, seen: Usage): Usage {
  return { ...reported, outputTokens: Math.max(reported.outputTokens, seen.outputTokens) };
}

interface Measured {
  readonly latencyMs: number;
  readonly firstTokenMs: number | undefined;
  readonly cost: Cost;
  readonly usage: Usage | undefined;
}

function reportOf(
  { target, key, race }: AttemptContext,
  { status, fault }: Settlement,
  measured: Measured,
): AttemptReport {
  const { latencyMs, firstTokenMs, cost, usage } = measured;
  const report: Writable<AttemptReport> = { target: target.id, status, latencyMs, costUsd: cost.usd };
  if (key !== undefined) report.key = key;
  if (fault && status === "failed") {
    const { kind, status: told, message } = fault;
    report.fault = { kind, ...(told !== undefined && { status: told }), message };
  }
  if (firstTokenMs !== undefined) report.firstTokenMs = firstTokenMs;
  if (usage) report.usage = usage;
  if (cost.estimated) report.estimated = true;
  if (race?.hedge) report.hedge = true;
  if (race?.lostTo !== undefined) report.lostTo = race.lostTo;
  return report;
}

function warnUnpriced({ call, target }: AttemptContext): void {
  const message = `no price is known for ${target.id}: give prices["${target.provider}/${target.model}"], or unknownPrice: "error"`;
  call.draft.warnings.push({ code: "unknown_price", target: target.id, message });
}
