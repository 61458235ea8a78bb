import { LlmuxError } from "../contract/errors.ts";
import { FAULT_KINDS, type Fault } from "../contract/fault.ts";
import type { WireNotes } from "../contract/provider.ts";
import { record } from "../lib/record.ts";
import { readLink } from "./link-fault.ts";

/** The fault that an `LlmuxError` was made of; what its constructor filled in by itself is left out again. */
export function ownFault(error: LlmuxError, wire: WireNotes): Fault {
  const kind = FAULT_KINDS.includes(error.kind) ? error.kind : "server_error";
  const usual = new LlmuxError(kind, error.message);
  const status = wire.status !== undefined && wire.status >= 300 ? wire.status : error.status;
  const headers = Object.fromEntries(error.headers);
  const link = readLink(error.cause, wire.status !== undefined);
  return {
    kind,
    message: error.message,
    ...((status !== usual.status || status === wire.status) && { status }),
    ...(error.phase !== undefined && { phase: error.phase }),
    ...(error.code !== usual.code && { code: error.code }),
    ...(error.type !== usual.type && { type: error.type }),
    ...(error.param !== null && { param: error.param }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error.requestID !== null && { requestId: error.requestID }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(!isFilledIn(error) && { body: error.error }),
    ...(kind === "connection" && link?.reset && wire.status === undefined && { resetBeforeResponse: true }),
  };
}

function isFilledIn(error: LlmuxError): boolean {
  const names = Object.keys(record(error.error));
  return names.join() === "message,type,code,param" && record(error.error).message === error.message;
}
