import type { CallContext } from "../contract/context.ts";
import { isLlmuxError, LlmuxError, StreamInterruptedError } from "../contract/errors.ts";
import type { RouteReport } from "../contract/report.ts";

/**
 * An error of a flight as the error of one of its calls, with that call's report. The call that pays gets the error itself,
 * others a copy: its `attempts` and `skipped` are those of the flight.
 */
export function retold(error: unknown, context: CallContext, report: (context: CallContext) => RouteReport): unknown {
  if (!isLlmuxError(error)) return error;
  const own = report(context);
  const { attempts, skipped } = own;
  if (!context.draft.shared) return Object.assign(error, { attempts, skipped, report: own });
  const parts = {
    ...error,
    headers: Object.fromEntries(error.headers),
    ...(error.requestID !== null && { requestId: error.requestID }),
    body: error.error,
    cause: error.cause,
    report: own,
  };
  return error instanceof StreamInterruptedError
    ? new StreamInterruptedError(error.kind, error.message, { ...parts, partial: error.partial, usage: error.usage })
    : new LlmuxError(error.kind, error.message, parts);
}
