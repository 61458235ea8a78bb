import type { Route, RoutingView, Strategy } from "../contract/strategy.ts";

/** Each call begins one child further on; the others follow in their cycle. */
export const roundRobin: Strategy = {
  name: "roundRobin",
  *order(children: readonly Route[], { turn }: RoutingView) {
    const count = children.length;
    for (let i = 0; i < count; i += 1) yield children[((turn % count) + i) % count]!;
  },
};
