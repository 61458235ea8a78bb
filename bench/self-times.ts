import { type CpuProfile, frameOf } from "./frames.ts";
import type { Shares } from "./profiled.ts";

interface SelfTimes {
  /** In µs; of a heap profile in bytes. */
  readonly all: number;
  readonly parts: Shares;
  readonly functions: Shares;
}

/** Shares of the time that was not idle, greatest first: by part of the program, and by function. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): SelfTimes {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, frameOf(callFrame)]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let all = 0;
  for (const [at, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame === undefined) continue;
    const took = timeDeltas[at]!;
    all += took;
    add(parts, frame.part, took);
    add(functions, `${frame.name}  ${frame.file}`, took);
  }
  const shares = (sums: Map<string, number>): Shares =>
    [...sums].map(([label, sum]) => [label, sum / all] as const).sort(([, a], [, b]) => b - a);
  return { all, parts: shares(parts), functions: shares(functions) };
}

function add(sums: Map<string, number>, label: string, took: number): void {
  sums.set(label, (sums.get(label) ?? 0) + took);
}
