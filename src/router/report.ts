import type { CallContext, ReportDraft } from "../contract/context.ts";
import type { Cost } from "../contract/price.ts";
import type { AttemptReport, RouteReport } from "../contract/report.ts";
import { NO_USAGE } from "../contract/usage.ts";
import type { Writable } from "../lib/writable.ts";

export function newDraft(): ReportDraft {
  return {
    winner: undefined,
    attempts: [],
    costs: [],
    skipped: [],
    warnings: [],
    usage: undefined,
    cache: "off",
    raw: undefined,
  };
}

/** The report as it stands: whole once the call's attempts have ended. */
export function reportOf({ callId, routeName, draft }: CallContext): RouteReport {
  const { winner, attempts, skipped, costs, warnings, shared, stitched, discarded, raw } = draft;
  const report: Writable<RouteReport> = {
    callId,
    target: winner?.id ?? "",
    provider: winner?.provider ?? "",
    model: winner?.model ?? "",
    route: routeName,
    attempts: attempts.filter((attempt): attempt is AttemptReport => attempt !== undefined),
    skipped: skipped.slice(),
    usage: draft.usage ?? NO_USAGE,
    cost: sum(costs),
    cache: draft.cache,
    warnings: warnings.slice(),
  };
  if (shared) Object.assign(report, sharing(shared));
  if (stitched) report.stitched = stitched;
  if (discarded) report.discarded = discarded;
  if (raw !== undefined) report.raw = raw;
  return report;
}

function sharing({ callId, replayed }: NonNullable<ReportDraft["shared"]>): Partial<RouteReport> {
  return { shared: true, sharedWith: callId, ...(replayed && { replayed }) };
}

/** The report for events, which hold nothing of an answer's text. */
export function textlessReportOf(call: CallContext): RouteReport {
  const { discarded, ...report } = reportOf(call);
  return { ...report, ...(discarded && { discarded: { target: discarded.target } }) };
}

/** Unknown as soon as one part is. */
function sum(costs: readonly Cost[]): Cost {
  const [only] = costs;
  if (only && costs.length === 1) return { ...only, breakdown: only.breakdown && { ...only.breakdown } };
  const total = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  let usd: number | null = 0;
  for (const cost of costs) {
    usd = usd === null || cost.usd === null ? null : usd + cost.usd;
    for (const part of ["input", "output", "cacheRead", "cacheWrite"] as const)
      total[part] += cost.breakdown?.[part] ?? 0;
  }
  return {
    usd,
    breakdown: usd === null ? null : total,
    ...(costs.some((cost) => cost.estimated) && { estimated: true }),
  };
}
