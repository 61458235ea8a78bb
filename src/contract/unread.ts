import type { Fault } from "./fault.ts";

/** How long a stream may stay unread before it is given up, in milliseconds. */
export const UNREAD_MS = 60_000;

export const UNREAD: Fault = {
  kind: "aborted",
  code: "unread",
  message: `nobody began to read the stream for ${UNREAD_MS} ms`,
};
