import type { Percentiles, SimulationResult } from "./result.ts";

/** The result as text for a terminal. */
export function tableOf(result: SimulationResult): string {
  const { calls, failed, availability, latencyMs, firstTokenMs, requestsPerCall, costUsd } = result;
  const facts: [string, string][] = [
    ["calls", `${calls}, ${failed} failed`],
    ["availability", `${(100 * availability).toFixed(2)} %`],
    ["latency", spread(latencyMs)],
    ...(firstTokenMs ? [["first token", spread(firstTokenMs)] as [string, string]] : []),
    ["requests per call", requestsPerCall.toFixed(2)],
    ["cost", usd(costUsd)],
  ];
  const kinds = Object.entries(result.failures).map(([kind, count]) => `${kind} ${count}`);
  if (kinds.length > 0) facts.push(["failures", kinds.join(", ")]);
  return [
    ...aligned(facts),
    "",
    ...aligned(targetRows(result)),
    "",
    ...aligned(timeRows(result)),
    ...circuits(result),
  ].join("\n");
}

function targetRows({ targets }: SimulationResult): string[][] {
  const some = Object.values(targets).some(({ cancelled }) => cancelled > 0);
  const rows = Object.entries(targets).map(([id, { requests, ok, failed, cancelled, costUsd }]) => [
    id,
    ...[requests, ok, failed, ...(some ? [cancelled] : [])].map(String),
    usd(costUsd),
  ]);
  return [["target", "requests", "ok", "failed", ...(some ? ["cancelled"] : []), "cost"], ...rows];
}

function timeRows({ timeline, targets }: SimulationResult): string[][] {
  const ids = Object.keys(targets);
  const rows = timeline.map(({ fromMs, calls, failed, requests }) => [
    `from ${fromMs / 1000} s`,
    ...[calls, failed, ...ids.map((id) => requests[id] ?? 0)].map(String),
  ]);
  return [["time", "calls", "failed", ...ids.map((id) => `→ ${id}`)], ...rows];
}

function circuits({ circuits: changes }: SimulationResult): string[] {
  if (changes.length === 0) return [];
  return ["", ...changes.map(({ atMs, target, to }) => `${(atMs / 1000).toFixed(1)} s  ${target} ${to}`)];
}

function spread({ p50, p95, p99, max }: Percentiles): string {
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, longest ${max} ms`;
}

function usd(value: number | null): string {
  return value === null ? "unknown" : `$${value.toFixed(4)}`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
}
