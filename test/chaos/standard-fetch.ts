import { COLUMNS, type Column } from "./columns.ts";
import type { Cell } from "./row.ts";

/**
 * Faults that may end otherwise when an SDK goes over Node's own fetch (`transport: "fetch"`) instead of our connections, and
 * what that fetch does there. Whatever is not here must come to the same over both.
 */
export const OTHERWISE: Readonly<Record<string, string>> = {
  "407 without a body": "takes it for a connection that failed",
  "421 without a body": "asks once more by itself: twice the requests",
  "gzip cut short": "takes the damage for the end: in a stream that has said all, nobody sees it",
  "204 with a body": "takes the body for the next answer on the connection, which breaks",
  "100 before the answer": "takes it for a connection that failed",
  "closed after the status line": "does not tell it from a connection closed before any byte: asked again at once",
  "closed inside a header": "the same",
  "reset inside a header": "the same",
  "silence in the TLS handshake": "does not tell connecting from waiting, and keeps the socket for longer",
  "a connection that never stands": "does not tell connecting from waiting",
};

/** Each SDK that takes a fetch is compared once. */
export function isCompared(cell: Cell): boolean {
  const { sdk, warm }: Column = COLUMNS[cell.column];
  return sdk === undefined && !warm;
}

export function mayDiffer(does: string): boolean {
  return does in OTHERWISE;
}
