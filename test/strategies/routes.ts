import type { Route, RoutingView } from "../../src/contract/strategy.ts";
import { seededRandom } from "../../src/lib/seeded-random.ts";

/** One target per weight, named after its place. */
export function routes(weights: readonly number[]): readonly Route[] {
  return Object.freeze(
    weights.map((weight, i) =>
      Object.freeze({
        kind: "target",
        weight,
        target: { id: `p/${i}`, provider: "p", model: `${i}`, settings: {} },
      } as const),
    ),
  );
}

export function idOf(route: Route): string {
  return route.kind === "target" ? route.target.id : "";
}

export function view(turn = 0, random: () => number = seededRandom(turn)): RoutingView {
  return { turn, random, now: () => 0 };
}
