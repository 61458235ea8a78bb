import { bodies } from "./bodies.ts";
import type { Fault } from "./fault.ts";
import { refusals } from "./refusals.ts";
import { sockets } from "./sockets.ts";
import { streams } from "./streams.ts";

const TABLE = { ...refusals, ...bodies, ...streams, ...sockets };

/** The name of a fault in the table. */
export type FaultName = keyof typeof TABLE;

/** Every fault by name. */
export const FAULTS: Readonly<Record<FaultName, Fault>> = TABLE;

/** Every fault a simulated provider can be told to have, and what it does on the wire. */
export const faults: Readonly<Record<FaultName, string>> = Object.fromEntries(
  Object.entries(FAULTS).map(([name, fault]) => [name, fault.says]),
) as Record<FaultName, string>;
