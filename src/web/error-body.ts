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
export function errorResponse(error: unknown, requestId: string | undefined): Response {
  const status = isLlmuxError(error) ? statusOf(error) : 500;
  const headers: Record<string, string> = {
    "content-type": "application/json",
    // The router has repeated what could be repeated; a client's own retries would multiply that.
    "x-should-retry": "false",
    ...(requestId !== undefined && { "x-request-id": requestId }),
    ...(isLlmuxError(error) && llmuxHeaders(error)),
  };
  const report = isLlmuxError(error) && error.report ? { x_llmux: error.report } : {};
  return new Response(JSON.stringify({ ...errorBody(error), ...report }), { status, headers });
}

/** A provider's failure may have come under a status that means success, or that no answer can have. */
function statusOf({ status }: LlmuxError): number {
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 502;
}

function llmuxHeaders({ kind, retryAfterMs }: LlmuxError): Record<string, string> {
  if (retryAfterMs === undefined) return { "x-llmux-kind": kind };
  return {
    "x-llmux-kind": kind,
    "retry-after": String(Math.ceil(retryAfterMs / 1000)),
    "retry-after-ms": String(Math.ceil(retryAfterMs)),
  };
}
