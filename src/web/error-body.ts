import { isLlmuxError, type LlmuxError } from "../contract/errors.ts";

/** An error as OpenAI's API would put it. */
export interface ErrorBody {
  readonly error: { message: string; type: string; code: string | null; param: string | null };
}

const TOO_LONG = "context_length_exceeded";

export function errorBody(error: unknown): ErrorBody {
  if (!isLlmuxError(error)) {
    return { error: { message: "internal error", type: "server_error", code: null, param: null } };
  }
  return { error: { message: messageOf(error), type: error.type, code: error.code, param: error.param } };
}

/** Each provider says it in its own words; clients such as LangChain know a prompt that is too long by OpenAI's code. */
function messageOf({ kind, message }: LlmuxError): string {
  return kind === "context_length" && !message.includes(TOO_LONG) ? `${message} (${TOO_LONG})` : message;
}

/** An error as an HTTP answer: the status alone picks the client's error class, and clients wait by `retry-after`. */
export function errorResponse(error: unknown, requestId: string | undefined, reported = true): Response {
  const known = isLlmuxError(error) ? error : undefined;
  const headers: Record<string, string> = {
    "content-type": "application/json",
    // The router has repeated what could be repeated; a client's own retries would multiply that.
    "x-should-retry": "false",
    ...(requestId !== undefined && { "x-request-id": requestId }),
    ...(known && retryHeaders(known)),
    ...(known && ownHeaders(known)),
    ...(known && reported && { "x-llmux-kind": known.kind }),
  };
  const report = known?.report && reported ? { x_llmux: known.report } : {};
  const status = known === undefined ? 500 : statusOf(known);
  return new Response(JSON.stringify({ ...errorBody(error), ...report }), { status, headers });
}

/** A provider's failure may have come under a status that means success, or that no answer can have. */
function statusOf({ status }: LlmuxError): number {
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 502;
}

function retryHeaders({ retryAfterMs }: LlmuxError): Record<string, string> {
  if (retryAfterMs === undefined) return {};
  return { "retry-after": String(Math.ceil(retryAfterMs / 1000)), "retry-after-ms": String(Math.ceil(retryAfterMs)) };
}

/** What HTTP wants beside two statuses of our own. */
function ownHeaders({ code, headers }: LlmuxError): Record<string, string> {
  if (code === "unauthorized") return { "www-authenticate": "Bearer" };
  const allow = code === "method_not_allowed" ? headers.get("allow") : null;
  return allow === null ? {} : { allow };
}
