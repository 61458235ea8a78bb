import type { Route } from "../contract/strategy.ts";
import type { Target } from "../contract/target.ts";

/** All targets of a route, in the order in which they are written. */
export function targetsOf(route: Route): readonly Target[] {
  return route.kind === "target" ? [route.target] : route.children.flatMap(targetsOf);
}
