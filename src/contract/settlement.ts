import type { Fault } from "./fault.ts";
import type { Cost } from "./price.ts";
import type { Usage } from "./report.ts";

/** How a call or an attempt ended. There is exactly one per context. */
export interface Settlement {
  readonly status: "ok" | "failed" | "aborted";
  readonly usage?: Usage;
  readonly cost?: Cost;
  readonly fault?: Fault;
  /** Nothing was sent: refused here. */
  readonly local?: true;
}
