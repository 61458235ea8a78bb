import type { Row } from "../row.ts";
import { ACTS } from "./acts.ts";
import { BODIES } from "./beyond/bodies.ts";
import { ENDINGS } from "./beyond/endings.ts";
import { EVENTS } from "./beyond/events.ts";
import { FIELDS } from "./beyond/fields.ts";
import { REFUSALS } from "./beyond/refusals.ts";
import { REUSE } from "./beyond/reuse.ts";
import { STATUSES } from "./beyond/statuses.ts";
import { TEXTS } from "./beyond/texts.ts";
import { TOLD } from "./beyond/told.ts";
import { WIRE } from "./beyond/wire.ts";
import { LISTED } from "./listed.ts";

/** Every row of the matrix: the published list first, then what is beyond it. */
export const ROWS: readonly Row[] = [
  ...LISTED,
  ...ACTS,
  ...STATUSES,
  ...REFUSALS,
  ...TOLD,
  ...BODIES,
  ...TEXTS,
  ...FIELDS,
  ...EVENTS,
  ...ENDINGS,
  ...WIRE,
  ...REUSE,
];
