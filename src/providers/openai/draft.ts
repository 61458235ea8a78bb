import type { Compat } from "../../contract/target.ts";
import type { Dialect, ModelRules } from "../../data/dialect.ts";
import type { Notes } from "../notes.ts";

/** A request while it is being written. */
export interface Draft {
  /** Written in place, step by step. */
  readonly body: Record<string, unknown>;
  readonly dialect: Dialect;
  /** What holds for the model asked for. */
  readonly rules: ModelRules;
  readonly notes: Notes;
  readonly compat: Compat;
  readonly stream: boolean;
}
