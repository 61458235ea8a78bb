import type { Fault } from "./fault.ts";

/** A classified failure on its way through the router; also the reason controllers are aborted with. Callers never see it. */
export class FaultError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, cause?: unknown) {
    super(fault.message, cause === undefined ? undefined : { cause });
    // Fetch implementations pass a reason of this name on as it is.
    this.name = "AbortError";
    this.fault = fault;
  }
}
