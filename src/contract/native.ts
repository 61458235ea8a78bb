import type { RouteReport } from "./report.ts";
import type { Settlement } from "./settlement.ts";

/** A body in the provider's own words, for one target. */
export interface NativeRequest {
  /** What the caller named the target by. */
  readonly model: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly stream: boolean;
}

/** Events of a native stream that have arrived and have not been read. */
export interface NativeEvents {
  readonly queue: unknown[];
  /** Told when another one has been put into the queue. */
  onArrival: () => void;
  /** Whether a reader waits: while none does, silence is its own affair. */
  waiting(yes: boolean): void;
}

/** A whole native answer. */
export interface NativeAnswer {
  /** The provider's own JSON, untouched. */
  readonly body: unknown;
  readonly x_llmux: RouteReport;
}

/** A streamed native answer. */
export interface NativeStreamed {
  /** The provider's own events, parsed and otherwise untouched; to be iterated once. One that broke off throws. */
  readonly stream: AsyncIterable<unknown>;
  /** How the stream ended; never rejects. */
  readonly settled: Promise<Settlement>;
  /** Aborts the call. */
  readonly controller: AbortController;
  /** The report as it stands: whole once the stream has ended. */
  readonly x_llmux: RouteReport;
}

/** What `native` resolves to. */
export type NativeReply = NativeAnswer | NativeStreamed;
