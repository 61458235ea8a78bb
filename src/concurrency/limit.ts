/** What the end of an attempt says about the load on whom it went to. */
export type LoadSign = "ok" | "crowded" | "neutral";

/** One attempt, as a limit that learns sees it. */
export interface Watched {
  /** The first content of a stream has arrived. */
  commit(): void;
  end(sign: LoadSign): void;
}

/** How many slots there are. */
export interface Limit {
  /** A whole number, 1 or more. */
  readonly value: number;
  /** An attempt begins, the `inFlight`th of those under way; undefined where there is nothing to learn. */
  watch(inFlight: number): Watched | undefined;
}

export function fixedLimit(value: number): Limit {
  return { value, watch: () => undefined };
}
