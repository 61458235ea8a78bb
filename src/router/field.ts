import { LlmuxError } from "../contract/errors.ts";

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** What a field of a request may be asked to be. */
export const is = {
  number: isNumber,
  count: (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value >= 0,
  text: (value: unknown): value is string => typeof value === "string",
  name: (value: unknown): value is string => typeof value === "string" && value !== "",
  flag: (value: unknown): value is boolean => typeof value === "boolean",
  object: (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value),
  absent: (value: unknown): value is null | undefined => value === undefined || value === null,
} as const;

export function listOf<T>(test: (value: unknown) => value is T): (value: unknown) => value is T[] {
  return (value): value is T[] => Array.isArray(value) && value.every(test);
}

/** Refuses the request: `param` is the field, `message` what was expected of it. */
export function fail(param: string, message: string): never {
  throw new LlmuxError("invalid_request", `${param}: ${message}`, { param, code: "invalid_request" });
}
