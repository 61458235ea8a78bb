import { LlmuxError } from "../../contract/errors.ts";

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Refuses the request: `param` is the field, `message` what was expected of it. */
export function refuse(param: string, message: string, code = "invalid_request"): never {
  throw new LlmuxError("invalid_request", `${param}: ${message}`, { param, code });
}
