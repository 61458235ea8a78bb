import type { Target } from "../contract/target.ts";
import type { Candidate } from "./candidates.ts";
import type { Run } from "./run.ts";

/**
 * When none of a plan's two or more targets may be asked, the least recently failed open circuit lets one forced probe
 * through. A plan of one fails fast.
 */
export async function lastResort(
  run: Run,
  forcible: (target: Target) => number | undefined,
): Promise<Candidate | undefined> {
  const refused = run.candidates.failures.filter((failure) => failure.refused);
  if (refused.length < 2) return undefined;
  const open = refused
    .map(({ target }) => ({ target, failedAt: forcible(target) }))
    .filter((entry): entry is { target: Target; failedAt: number } => entry.failedAt !== undefined)
    .sort((a, b) => a.failedAt - b.failedAt);
  for (const { target } of open) {
    const candidate = await run.candidates.prepare(target);
    if (candidate === undefined) continue;
    run.candidates.pardon(target);
    return candidate;
  }
  return undefined;
}
