import type { Row } from "../row.ts";
import { ACTS } from "./acts.ts";
import { BODIES } from "./beyond/bodies.ts";
import { EVENTS } from "./beyond/events.ts";
import { FIELDS } from "./beyond/fields.ts";
import { REUSE } from "./beyond/reuse.ts";
import { STATUSES } from "./beyond/statuses.ts";
import { TOLD } from "./beyond/told.ts";
import { WIRE } from "./beyond/wire.ts";
import { LISTED } from "./listed.ts";

/** Every row of the matrix: the published list first, then what is beyond it. */
export const ROWS: readonly Row[] = [
  ...LISTED,
  ...ACTS,
  ...STATUSES,
  ...TOLD,
  ...BODIES,
  ...FIELDS,
  ...EVENTS,
  ...WIRE,
  ...REUSE,
];
