import { LlmuxError } from "../contract/errors.ts";

/**
 * What a server sent as text; "" where it sent none.
 *
 * @throws LlmuxError `server_error` if it sent something else, which would read as `[object Object]` or `42`.
 */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  const kind = Array.isArray(value) ? "a list" : `of type ${typeof value}`;
  throw new LlmuxError("server_error", `the answer's text is no text but ${kind}`);
}
