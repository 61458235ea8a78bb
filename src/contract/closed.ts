import { LlmuxError } from "./errors.ts";

/** For what is asked of a router that was closed. Over HTTP it is 503: this instance is going, another may answer. */
export function closedError(): LlmuxError {
  return new LlmuxError("config", "this router is closed: make a new one", { code: "closed", status: 503 });
}
