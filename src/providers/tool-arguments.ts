import { LlmuxError } from "../contract/errors.ts";
import type { Compat } from "../contract/target.ts";
import type { Notes } from "./notes.ts";

/**
 * The arguments of a tool call as an object; none at all are `{}`. `place` is where they stand in the request.
 * Under `compat.lenient` anything else becomes `{}` with a warning.
 *
 * @throws LlmuxError `invalid_request` if they are not JSON; `unsupported` if they are JSON but not an object.
 */
export function parseArguments(
  text: string | undefined,
  place: string,
  notes: Notes,
  compat: Compat,
): Record<string, unknown> {
  const value = readArguments(text, place, notes, compat);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  const message = `${place} is JSON but not an object; tool arguments must be a JSON object`;
  if (compat.lenient) notes.warn("changed_param", place, `${message}, so {} was sent`);
  else notes.refuse(place, message, "invalid_tool_arguments");
  return {};
}

/** As `parseArguments`, but any JSON value will do. */
export function readArguments(text: string | undefined, place: string, notes: Notes, compat: Compat): unknown {
  if (text === undefined || text === null) return {};
  try {
    return text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    const message = `${place} is not JSON; tool arguments must be a JSON object written as a string`;
    if (!compat.lenient)
      throw new LlmuxError("invalid_request", message, { param: place, code: "invalid_tool_arguments" });
    notes.warn("changed_param", place, `${message}, so {} was sent`);
    return {};
  }
}
