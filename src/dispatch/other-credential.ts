import type { Refused } from "../contract/context.ts";
import type { FaultKind } from "../contract/fault.ts";
import type { Target } from "../contract/target.ts";
import type { AttemptFailed } from "./attempt.ts";
import { dispositionOf } from "./fault-table.ts";
import type { DispatchParts } from "./run.ts";

/** Failures that may be the key's, and not its target's. */
const OF_THE_KEY: ReadonlySet<FaultKind> = new Set(["auth", "permission", "quota_exhausted", "rate_limit"]);

/**
 * Whether the target may be asked at once with another credential: a key fetched anew, once, or another of its provider's
 * `keys`, each once. `free`: it takes nothing from the retry budget, since the refused key will not be asked again.
 */
export function otherCredential(
  { hasOtherKey }: DispatchParts,
  target: Target,
  { fault, key, renewable }: Pick<AttemptFailed, "fault" | "key" | "renewable">,
  refused: Refused,
): "free" | "budgeted" | undefined {
  if (renewable) {
    refused.renewed = key;
    return "free";
  }
  if (key === undefined || !OF_THE_KEY.has(fault.kind)) return undefined;
  refused.keys.push(key);
  if (!hasOtherKey(target, refused.keys)) return undefined;
  // Another key was fetched by another function: what was refused of the last says nothing of it.
  refused.fetched = undefined;
  refused.renewed = undefined;
  return dispositionOf(fault).cooldownMs === undefined ? "budgeted" : "free";
}
