import type { CallContext } from "../contract/context.ts";
import type { Reply } from "../contract/reply.ts";
import { Candidates } from "./candidates.ts";
import { finalError } from "./final-error.ts";
import { lastResort } from "./last-resort.ts";
import { type Drawing, drawPlan } from "./plan.ts";
import { resumable } from "./resume.ts";
import type { DispatchParts, Run } from "./run.ts";
import { walk } from "./walk.ts";

/** The core of the call ring: the only place where a second attempt is made. */
export function createDispatch(parts: DispatchParts): (call: CallContext) => Promise<Reply> {
  const now = () => parts.clock.now();
  return async function dispatch(call) {
    const drawing: Drawing = { random: parts.random, now, advance: true };
    const run: Run = {
      call,
      drawing,
      candidates: new Candidates(drawPlan(call.route, drawing), parts.admission, call),
      repeats: 0,
      targets: 0,
      hedging: undefined,
      asked: undefined,
    };
    let candidate = await run.candidates.take();
    const forced = candidate === undefined;
    if (forced) candidate = await lastResort(run, parts.forcible);
    const reply = candidate && (await walk(parts, run, candidate, forced));
    if (reply !== undefined) {
      const answer = resumable(parts, run, reply);
      // Nobody will be asked after this one: a stream that is read for minutes need not hold its plan.
      if (answer === reply) run.candidates.leave();
      return answer;
    }
    throw finalError(parts, run);
  };
}
