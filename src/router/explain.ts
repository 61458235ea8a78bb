import type { CallContext } from "../contract/context.ts";
import type { SkippedTarget, Warning } from "../contract/report.ts";
import { type Admission, Candidates } from "../dispatch/candidates.ts";
import { drawPlan } from "../dispatch/plan.ts";
import type { Settings } from "../options/read.ts";

/** What a call would do now. */
export interface Explanation {
  /** Target ids in the order in which they would be asked. */
  readonly plan: readonly string[];
  readonly skipped: readonly SkippedTarget[];
  /** What those targets could not express. */
  readonly warnings: readonly Warning[];
}

/** Reads the plan to its end, encoding for every target, without sending anything or advancing any counter. */
export async function explain(admission: Admission, settings: Settings, call: CallContext): Promise<Explanation> {
  const { random, clock } = settings;
  const drawn = drawPlan(call.route, { random, now: () => clock.now(), advance: false });
  const candidates = new Candidates(drawn, admission, call);
  const plan: string[] = [];
  const warnings: Warning[] = [...call.draft.warnings];
  for (let next = await candidates.take(); next !== undefined; next = await candidates.take()) {
    plan.push(next.target.id);
    warnings.push(...(next.prepared?.warnings ?? []));
  }
  return { plan, skipped: call.draft.skipped, warnings };
}
