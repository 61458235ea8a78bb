import type { FailOptions } from "./behaviour.ts";
import type { FaultName } from "./faults/faults.ts";
import type { TranscriptEntry } from "./ledger.ts";
import type { SimulatedRequest } from "./request.ts";
import type { FaultScript, Script } from "./script.ts";
import type { WireKind } from "./wires/wire.ts";

/** A provider that exists on this machine only: an HTTP server that speaks one wire and does as it is told. */
export interface SimulatedProvider {
  readonly name: string;
  readonly kind: WireKind;
  /** In the form its SDK wants: with `/v1` for OpenAI, the bare root for the others. */
  readonly baseURL: string;
  /** A made-up key; any other is accepted too. */
  readonly apiKey: string;
  /** What every request gets from now on that no script or fault is meant for; without an argument, the echo again. */
  reply(script?: Script): void;
  /** What the next chat requests get, one each, in order of arrival; replaces what is left of an earlier script. */
  script(scripts: readonly Script[]): void;
  /** A fault that requests meet from now on, before any script; replaces an earlier one. */
  fail(fault: FaultName | FaultScript, options?: FailOptions): void;
  /** Takes away the standing fault and what is left of a script; `reply` stays. */
  heal(): void;
  /** Makes it as it was at the start: it echoes, and remembers nothing. Open requests go on. */
  reset(): void;
  /** The requests that arrived, oldest first; of very many, the latest (`keep`). */
  readonly requests: readonly SimulatedRequest[];
  /** How many requests arrived. */
  readonly count: number;
  /** How many responses have not ended. */
  readonly open: number;
  /** How often a client went away before the response had ended. */
  readonly aborted: number;
  /** How many connections are open, idle ones included. */
  readonly sockets: number;
  /** What was asked and answered, in order of arrival, without ports and times. */
  transcript(): readonly TranscriptEntry[];
  /** Tears its connections down and stops listening; from then on its port refuses. */
  close(): Promise<void>;
}
