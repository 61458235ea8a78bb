import type { CallContext } from "../contract/context.ts";

/** Gives a call what the flight it pays for has come to: attempts and costs once, whoever pays for the rest. */
export function handOver(flight: CallContext, call: CallContext): void {
  const { draft: from } = flight;
  const { draft: to } = call;
  tell(flight, call);
  to.warnings.push(...from.warnings);
  from.attempts.forEach((attempt, at) => {
    if (attempt) to.attempts[at] = attempt;
  });
  to.costs.push(...from.costs);
  to.skipped.push(...from.skipped);
  if (from.shared) to.shared = from.shared;
  // Places stay, so that attempts go on being numbered.
  from.attempts.fill(undefined);
  from.costs = [];
}

const NO_RAW = {
  code: "no_raw",
  param: "raw",
  message: "the answer is another call's, which did not ask for the raw one",
} as const;

/** Gives a call what the flight it has joined has come to, at no cost. */
export function handShared(flight: CallContext, call: CallContext): void {
  const { draft: from } = flight;
  const { draft: to } = call;
  tell(flight, call);
  to.warnings.push(...from.warnings);
  to.shared = { callId: flight.callId };
  if (call.options.raw && from.raw === undefined) to.warnings.push({ ...NO_RAW, target: from.winner?.id ?? "" });
}

/** Who answers, and with what, as far as that is known. */
export function tell({ draft: from }: CallContext, { draft: to, options }: CallContext): void {
  to.winner = from.winner;
  to.usage = from.usage;
  if (from.stitched) to.stitched = from.stitched;
  if (from.discarded) to.discarded = from.discarded;
  // Single flight is further in than the cache, which has spoken by then.
  if (from.cache !== "off") to.cache = from.cache;
  if (options.raw && from.raw !== undefined) to.raw = structuredClone(from.raw);
}
