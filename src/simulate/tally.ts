import type { AttemptReport } from "../contract/report.ts";
import type { Writable } from "../lib/writable.ts";
import type { Percentiles, SimulationResult, Slice, TargetTally } from "./result.ts";

const SLICES = 10;

/** Counts what happens, and adds it up. Times are milliseconds into the scenario. */
export class Tally {
  readonly #latencies: number[] = [];
  readonly #firstTokens: number[] = [];
  readonly #targets: Record<string, Writable<TargetTally>> = {};
  readonly #failures: Record<string, number> = {};
  readonly #circuits: { atMs: number; target: string; to: string }[] = [];
  readonly #slices: (Writable<Omit<Slice, "requests">> & { requests: Record<string, number> })[];
  readonly #sliceMs: number;
  #calls = 0;

  constructor(durationMs: number) {
    this.#sliceMs = durationMs / SLICES;
    this.#slices = Array.from({ length: SLICES }, (_, i) => ({
      fromMs: Math.round(i * this.#sliceMs),
      calls: 0,
      failed: 0,
      requests: {},
    }));
  }

  call(atMs: number): void {
    this.#calls += 1;
    this.#slice(atMs).calls += 1;
  }

  ok(latencyMs: number, firstTokenMs: number | undefined): void {
    this.#latencies.push(latencyMs);
    if (firstTokenMs !== undefined) this.#firstTokens.push(firstTokenMs);
  }

  failed(kind: string, begunAtMs: number): void {
    this.#failures[kind] = (this.#failures[kind] ?? 0) + 1;
    this.#slice(begunAtMs).failed += 1;
  }

  sent(target: string, atMs: number): void {
    this.#target(target).requests += 1;
    const { requests } = this.#slice(atMs);
    requests[target] = (requests[target] ?? 0) + 1;
  }

  attempt({ target, status, costUsd }: AttemptReport): void {
    const entry = this.#target(target);
    if (status === "ok") entry.ok += 1;
    else if (status === "failed") entry.failed += 1;
    else entry.cancelled += 1;
    entry.costUsd = entry.costUsd === null || costUsd === null ? null : entry.costUsd + costUsd;
  }

  circuit(target: string, to: string, atMs: number): void {
    this.#circuits.push({ atMs, target, to });
  }

  result(): SimulationResult {
    const ok = this.#latencies.length;
    const entries = Object.values(this.#targets);
    const costs = entries.map(({ costUsd }) => costUsd);
    return {
      calls: this.#calls,
      ok,
      failed: this.#calls - ok,
      availability: this.#calls === 0 ? 1 : ok / this.#calls,
      latencyMs: percentiles(this.#latencies),
      ...(this.#firstTokens.length > 0 && { firstTokenMs: percentiles(this.#firstTokens) }),
      requestsPerCall: sum(entries.map(({ requests }) => requests)) / Math.max(1, this.#calls),
      costUsd: costs.includes(null) ? null : sum(costs as number[]),
      targets: this.#targets,
      failures: this.#failures,
      circuits: this.#circuits,
      timeline: this.#slices,
    };
  }

  #target(id: string): Writable<TargetTally> {
    this.#targets[id] ??= { requests: 0, ok: 0, failed: 0, cancelled: 0, costUsd: 0 };
    return this.#targets[id];
  }

  #slice(atMs: number) {
    return this.#slices[Math.min(SLICES - 1, Math.floor(atMs / this.#sliceMs))]!;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
