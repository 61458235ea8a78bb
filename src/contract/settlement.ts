import type { Fault } from "./fault.ts";
import type { PartialAnswer } from "./partial.ts";
import type { Usage } from "./usage.ts";

/** How a call or an attempt ended. There is exactly one per context. */
export interface Settlement {
  readonly status: "ok" | "failed" | "aborted";
  readonly usage?: Usage;
  readonly fault?: Fault;
  /** What had come of a streamed answer that did not end well. */
  readonly partial?: PartialAnswer;
  /** Nothing was sent: refused here. */
  readonly local?: true;
}
