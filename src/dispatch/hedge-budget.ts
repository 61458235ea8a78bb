/** Bounds hedges to a part of the calls. */
export interface HedgeBudget {
  /** A call that may be hedged has begun. */
  earn(ratio: number): void;
  /** Takes the right to one hedge; false if there is none left. */
  take(): boolean;
  /** The hedge was not sent after all. */
  giveBack(): void;
}

/** Hedges that the first calls may make before they have earned them. */
const ADVANCE = 5;
/** Unused hedges that are kept. */
const CAP = 100;
/** Twenty twentieths are a little less than one. */
const ROUNDING = 1e-6;

/**
 * A bucket of tokens: a hedge takes 1, a call adds its ratio. The first 5 are an advance, which calls pay back before they
 * earn more: once it is paid, no more hedges have been made than the ratio allows.
 */
export function createHedgeBudget(): HedgeBudget {
  let tokens = ADVANCE;
  let owed = ADVANCE;
  return {
    earn(ratio) {
      const paid = Math.min(owed, ratio);
      owed -= paid;
      tokens = Math.min(CAP, tokens + ratio - paid);
    },
    take() {
      if (tokens < 1 - ROUNDING) return false;
      tokens -= 1;
      return true;
    },
    giveBack() {
      tokens = Math.min(CAP, tokens + 1);
    },
  };
}
