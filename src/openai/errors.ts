import { isLlmuxError, type LlmuxError } from "../contract/errors.ts";

/** The error classes that hang on an OpenAI client class. */
export interface ErrorClasses {
  APIError: {
    generate(
      status: number | undefined,
      body: object | undefined,
      message: string | undefined,
      headers: Headers | undefined,
    ): Error;
  };
  APIUserAbortError: new (options?: { message?: string }) => Error;
  APIConnectionError: new (options: { message?: string; cause?: Error }) => Error;
  APIConnectionTimeoutError: new (options?: { message?: string }) => Error;
}

/** An `LlmuxError` as the client class's own error; anything else as it is. */
export function toSdkError(classes: ErrorClasses, error: unknown): unknown {
  if (!isLlmuxError(error)) return error;
  const { kind, attempts, skipped, report, retryAfterMs, phase } = error;
  const partial = "partial" in error ? { partial: error.partial } : {};
  return Object.assign(make(classes, error), {
    ...{ kind, attempts, skipped, report, cause: error },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(phase !== undefined && { phase }),
    ...partial,
  });
}

function make(
  classes: ErrorClasses,
  { kind, message, status, type, code, param, headers, requestID }: LlmuxError,
): Error {
  if (kind === "aborted") return new classes.APIUserAbortError({ message });
  if (kind === "timeout") return new classes.APIConnectionTimeoutError({ message });
  if (kind === "connection") return new classes.APIConnectionError({ message });
  const sdkHeaders = new Headers(headers);
  if (requestID !== null) sdkHeaders.set("x-request-id", requestID);
  return classes.APIError.generate(status, { error: { message, type, code, param } }, message, sdkHeaders);
}
