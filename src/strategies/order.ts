import type { Strategy } from "../contract/strategy.ts";

/** Children as they are listed: the first is the choice, the others the fallback chain. */
export const order: Strategy = { name: "order", order: (children) => children };
