/**
 * What becomes of a parameter at a target: sent in its own or another form, left out in silence since the answer is the same
 * without it, left out with a warning, a reason to refuse the target, or read by the router alone.
 */
export type Treatment = "send" | "drop" | "warn" | "refuse" | "router";

/** One parameter's row in a provider's table. The tables of `docs/parameters.md` are written from them. */
export interface ParameterRow<Step> {
  readonly treatment: Treatment;
  /** For readers: the native name, or the reason. Markdown. */
  readonly note: string;
  /** Does it. Absent: nothing is to be done here, or a step of its own does it. */
  readonly step?: Step;
}
