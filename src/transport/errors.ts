import type { Ending } from "../lib/quiet-controller.ts";

/** Something went wrong before a response head had arrived: shaped as the standard fetch of Node shapes it. */
export function fetchFailed(cause: unknown): TypeError {
  return settled(new TypeError("fetch failed", { cause: settled(cause) }));
}

/** The connection or the body broke after the head had arrived: shaped as the standard fetch of Node shapes it. */
export function terminated(cause: unknown): TypeError {
  return settled(new TypeError("terminated", { cause: settled(cause) }));
}

/** Part of a head had come: unlike a connection that is reset before, this one's server has begun to answer. */
export function headCut(): Error {
  return coded("ERR_STREAM_PREMATURE_CLOSE", "the connection was closed within the head of the answer");
}

/** What an aborted exchange rejects with: the abort's own reason if it is named AbortError, which is the name SDKs look for. */
export function abortError({ reason }: Ending): Error {
  if (reason instanceof Error && reason.name === "AbortError") return reason;
  return new DOMException("This operation was aborted", "AbortError");
}

/** An error with a `code`, as classifiers expect them in `cause`. */
export function coded(code: string, message: string): Error & { code: string } {
  return Object.assign(new Error(message), { code });
}

/**
 * V8 keeps the objects on the stack of an error alive until its `stack` is first read: here the socket, its last request,
 * and the key that was sent with it.
 */
function settled<E>(error: E): E {
  if (error instanceof Error) void error.stack;
  return error;
}
