import type { CallContext } from "../contract/context.ts";
import { StreamInterruptedError } from "../contract/errors.ts";
import type { Fault } from "../contract/fault.ts";
import type { PartialAnswer } from "../contract/partial.ts";
import type { Target } from "../contract/target.ts";
import type { DispatchParts } from "../dispatch/run.ts";
import type { Settings } from "../options/read.ts";
import { reportOf } from "./report.ts";
import type { State } from "./state.ts";

/** What the dispatcher asks when a stream has broken. */
export function interruptions(
  settings: Settings,
  { factsOf }: State,
): Pick<DispatchParts, "onInterrupt" | "continues" | "interrupted"> {
  return {
    onInterrupt: ({ options: { onInterrupt = settings.onInterrupt ?? "error", markers } }) =>
      onInterrupt === "restart" && markers === false ? "error" : onInterrupt,
    continues: (target) => continues(settings, target, factsOf(target).prefill),
    interrupted,
  };
}

/** The error for a reader whose stream broke, with the call's report as it stands. */
export function interrupted(
  call: CallContext,
  target: Target,
  fault: Fault,
  partial: PartialAnswer | undefined,
): Error {
  return brokenOff(call, `${target.id} broke off in mid-answer`, fault, partial);
}

/** The same for whatever broke off: `what` says so. */
export function brokenOff(call: CallContext, what: string, fault: Fault, partial: PartialAnswer = NOTHING): Error {
  const report = reportOf(call);
  const { usage, attempts, skipped } = report;
  const parts = { ...fault, partial, usage, attempts, skipped, report };
  return new StreamInterruptedError(fault.kind, `${what}: ${fault.message}`, parts);
}

const NOTHING: PartialAnswer = { content: "", reasoning: "", toolCalls: [] };

/**
 * Known to go on with what another has begun: Claude models that take a prefilled answer, or are made to go on by
 * `compat.continue`; Gemini's, with the codec's warning; a provider of the user's own, which sees how the conversation ends.
 */
function continues({ providers }: Settings, { provider, settings }: Target, known: boolean | undefined): boolean {
  const { kind, custom } = providers.get(provider)!;
  if (kind === "anthropic" && settings.compat?.continue) return true;
  return known ?? (custom !== undefined || kind === "gemini");
}
