/**
 * When the next target is asked beside one that is slow to answer: after a fixed time, or after what so many per cent of the
 * target's recent answers had begun within. One of the two.
 */
export interface HedgeOptions {
  /** Milliseconds. 0 asks both at once: a race. */
  readonly afterMs?: number;
  /** Above 0 and below 100. Nothing is hedged before the target has been seen to answer 50 times, or before 200 ms. */
  readonly afterPercentile?: number;
  /** Hedges per call, above 0 and at most 1, over all calls of the router. @default 0.05; a race without it is not bounded */
  readonly maxRatio?: number;
}

/** `false` turns hedging off, also where a router or a node above turns it on. */
export type Hedge = HedgeOptions | false;

/** What an attempt knows of another one that may be under way beside it. */
export interface Race {
  /** It began while the other was under way. */
  readonly hedge: boolean;
  /** The target whose content came first, if that was not this attempt's. */
  readonly lostTo: string | undefined;
  /** To be called before an answer, or its first content, counts: cancels the other attempt; throws where that was first. */
  win(): void;
}
