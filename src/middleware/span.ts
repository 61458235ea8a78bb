import type { Clock } from "../contract/clock.ts";
import type { CallContext, Middleware } from "../contract/context.ts";
import type { Emit, EventMap } from "../contract/events.ts";
import { isStreamed } from "../contract/operation.ts";
import type { RouteReport } from "../contract/report.ts";

/** Tells of the call's beginning and of its one end. */
export function spanLayer(
  clock: Clock,
  emit: Emit,
  report: (context: CallContext) => RouteReport,
): Middleware<CallContext> {
  return function span(context, next) {
    const { callId } = context;
    if (emit.wanted?.("call.start") !== false) emit(startOf(context));
    context.defer(({ status, fault }) => {
      if (emit.wanted?.("call.end") === false) return;
      const at = clock.now();
      const { winner } = context.draft;
      emit({
        type: "call.end",
        at,
        callId,
        status,
        latencyMs: at - context.startedAt,
        ...(winner && { target: winner.id }),
        ...(fault && {
          fault: {
            kind: fault.kind,
            ...(fault.status !== undefined && { status: fault.status }),
            message: fault.message,
          },
        }),
        report: report(context),
      });
    });
    return next(context);
  };
}

function startOf(context: CallContext): EventMap["call.start"] {
  const { callId, routeName, operation, options, startedAt } = context;
  const { tags, tenant, user } = options;
  return {
    type: "call.start",
    at: startedAt,
    callId,
    route: routeName,
    operation,
    stream: isStreamed(context),
    ...(tags && { tags }),
    ...(tenant !== undefined && { tenant }),
    ...(user !== undefined && { user }),
  };
}
