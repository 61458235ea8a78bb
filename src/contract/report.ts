import type { FaultKind } from "./fault.ts";
import type { DiscardedAnswer, StitchedPart } from "./interruption.ts";
import type { Cost } from "./price.ts";
import type { Usage } from "./usage.ts";

/** Something the target could not express, or that the caller should know. */
export interface Warning {
  /** Stable, machine-readable: `dropped_param`, `clamped_param`, `unknown_price`, … */
  readonly code: string;
  readonly param?: string;
  readonly target: string;
  readonly message: string;
}

/** One request that was sent. */
export interface AttemptReport {
  readonly target: string;
  /** Place in the provider's `keys` of the one it was sent with, from 0. */
  readonly key?: number;
  readonly status: "ok" | "failed" | "aborted";
  readonly fault?: { readonly kind: FaultKind; readonly status?: number; readonly message: string };
  /** From sending to the end of the body, in milliseconds. */
  readonly latencyMs: number;
  /** From sending to the first content, in milliseconds; streams only. */
  readonly firstTokenMs?: number;
  readonly usage?: Usage;
  /** `null` if the price is unknown. */
  readonly costUsd: number | null;
  /** The provider gave no usage: tokens were counted from what is known. */
  readonly estimated?: true;
  /** Begun while another attempt of the call was under way. */
  readonly hedge?: true;
  /** Cancelled because this target's content came first. */
  readonly lostTo?: string;
}

/** A target that was passed over without a request. */
export interface SkippedTarget {
  readonly target: string;
  readonly reason: string;
}

/** What the router did for one call: rides on the completion or on a stream's last chunk as `x_llmux`. */
export interface RouteReport {
  readonly callId: string;
  /** Target that answered, `provider/model`. */
  readonly target: string;
  readonly provider: string;
  readonly model: string;
  /** The model name the caller wrote. */
  readonly route: string;
  readonly attempts: readonly AttemptReport[];
  readonly skipped: readonly SkippedTarget[];
  /** The winner's tokens; of a stitched answer those of all its parts. */
  readonly usage: Usage;
  /** Sum over all attempts. */
  readonly cost: Cost;
  readonly cache: "off" | "miss" | "hit";
  /** The answer is that of another call, by `idempotencyKey` or single flight: no attempts, and nothing to pay. */
  readonly shared?: true;
  /** Id of that call: its events tell of the attempts. */
  readonly sharedWith?: string;
  /** That call had ended before this one began. */
  readonly replayed?: true;
  readonly warnings: readonly Warning[];
  /** The answer was begun by one target and gone on with by another, under `onInterrupt: "continue"`: which, and where. */
  readonly stitched?: readonly StitchedPart[];
  /** The answer that a restart made void, under `onInterrupt: "restart"`; without its text in events. */
  readonly discarded?: DiscardedAnswer | Pick<DiscardedAnswer, "target">;
  /** Only on the chunk that announces a restart, where `target` is the only other field. */
  readonly interrupted?: "restart";
  /**
   * With the call option `raw`: the provider's own answer; of a stream the list of its events, of an answer that took several
   * requests the list of those. Cut after some 1,000,000 characters of JSON, with the warning `raw_cut`.
   */
  readonly raw?: unknown;
}
