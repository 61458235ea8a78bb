import type { Priority } from "../contract/concurrency.ts";

const RANKS = { interactive: 0, default: 1, batch: 2 } as const;

/** Part of the slots that calls up to a rank may fill, where calls above them are about. */
const SHARES: readonly (readonly [upTo: number, share: number])[] = [
  [RANKS.interactive, 1],
  [RANKS.default, 0.9],
  [Number.POSITIVE_INFINITY, 0.7],
];

/** The priority as a number: 0 goes first. */
export function rankOf(priority: Priority = "default"): number {
  return typeof priority === "number" ? priority : RANKS[priority];
}

/** The index of a rank's class: 0 for interactive, 1 for default, 2 for batch. */
export function classOf(rank: number): number {
  return SHARES.findIndex(([upTo]) => rank <= upTo);
}

/** Slots of `limit` that a class may fill while calls of a class above it are about; never none. */
export function fillOf(classIndex: number, limit: number): number {
  return Math.max(1, Math.floor(limit * SHARES[classIndex]![1]));
}
