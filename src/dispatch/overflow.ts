import type { Candidate } from "./candidates.ts";
import type { Run } from "./run.ts";

/** When no other target is left, the first one that was passed over because its slots were taken: now the call waits there. */
export async function overflowed({ candidates }: Run): Promise<Candidate | undefined> {
  for (let full = nextFull(); full !== undefined; full = nextFull()) {
    candidates.pardon(full.target);
    const candidate = await candidates.prepare(full.target);
    if (candidate !== undefined) return candidate;
  }
  return undefined;

  function nextFull() {
    return candidates.failures.find(({ fault, local }) => local && fault.code === "slots_taken");
  }
}
