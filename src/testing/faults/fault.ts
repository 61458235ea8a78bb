import type { Rendering } from "../rendering.ts";
import type { SimulatedRequest } from "../request.ts";
import type { Step } from "../steps.ts";
import type { Answer } from "../wires/answer.ts";
import type { Wire } from "../wires/wire.ts";
import type { FaultOptions } from "./options.ts";

/** What a fault has to work with: the healthy response it spoils, and what it may say instead. */
export interface FaultContext {
  readonly wire: Wire;
  readonly rendering: Rendering;
  readonly options: FaultOptions;
  readonly request: SimulatedRequest;
  /** Unix milliseconds. */
  readonly now: number;
  readonly port: number;
  readonly answer: Answer;
  /** The healthy response with another answer. */
  render(changes: Partial<Answer>): Rendering;
  /** The healthy response in the form that was not asked for. */
  other(): Rendering;
}

/** A way for a provider to fail. */
export interface Fault {
  /** What it does on the wire, in one line. */
  readonly says: string;
  steps(context: FaultContext): Iterable<Step>;
}
