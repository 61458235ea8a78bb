import type { Candidate } from "./candidates.ts";
import type { Run } from "./run.ts";

/** Why a target was passed over that would answer in a while. */
const FOR_A_WHILE: ReadonlySet<unknown> = new Set([
  "slots_taken",
  "rate_limit_reached",
  "silent",
  "recovering",
  "on_trial",
]);

/** When no other target is left, the first one that was passed over for a while: now the call waits there. */
export async function overflowed({ candidates }: Run): Promise<Candidate | undefined> {
  for (let full = nextFull(); full !== undefined; full = nextFull()) {
    candidates.pardon(full.target);
    const candidate = await candidates.prepare(full.target);
    if (candidate !== undefined) return candidate;
  }
  return undefined;

  function nextFull() {
    return candidates.failures.find(({ fault, local }) => local && FOR_A_WHILE.has(fault.code));
  }
}
