import type { Notes } from "../notes.ts";
import type { FittedSchema } from "./fit.ts";

/** Notes what the provider will not hold the model to. */
export function warnOfFit(notes: Notes, param: string, what: string, { moved, unrolled }: FittedSchema): void {
  if (moved.length > 0) {
    notes.warn("emulated_param", param, `${moved.join(", ")} of ${what} became part of its descriptions`);
  }
  if (unrolled) notes.warn("changed_param", param, `${what} contains itself; it was written out to a fixed depth`);
}
