import type { Compat } from "../../contract/target.ts";
import type { GeminiModel } from "../../data/models.ts";
import type { Notes } from "../notes.ts";

/** What every step of encoding may look at. */
export interface Scope {
  readonly provider: string;
  /** The model id without `models/` or `google/` in front. */
  readonly model: string;
  readonly facts: GeminiModel;
  readonly compat: Compat;
  readonly notes: Notes;
}
