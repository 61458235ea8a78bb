import type { EventMap, RouteReport } from "llmux";

type Recorded = EventMap["cost.recorded"];

/** Costs from both sides: what the events told, and what the reports on the answers say. */
export interface Ledger {
  readonly events: readonly Recorded[];
  readonly reports: readonly RouteReport[];
  /** The listener for `cost.recorded`. */
  readonly record: (event: Recorded) => void;
  readonly add: (report: RouteReport) => void;
}

export function createLedger(): Ledger {
  const events: Recorded[] = [];
  const reports: RouteReport[] = [];
  return { events, reports, record: (event) => void events.push(event), add: (report) => void reports.push(report) };
}

/** The sum; an unknown cost makes it unknown. */
export function sum(costs: readonly { readonly usd: number | null }[]): number | null {
  return costs.reduce<number | null>((total, { usd }) => (total === null || usd === null ? null : total + usd), 0);
}
