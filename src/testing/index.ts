export type { FailOptions } from "./behaviour.ts";
export { type FaultName, faults } from "./faults/faults.ts";
export type { TranscriptEntry } from "./ledger.ts";
export type { SimulatedProvider } from "./provider.ts";
export type { SimulatedRequest } from "./request.ts";
export type { FaultScript, ReplyScript, Script } from "./script.ts";
export { type SimulateOptions, type Simulation, simulate } from "./simulate.ts";
export type { WireKind } from "./wires/wire.ts";
