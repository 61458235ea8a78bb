import type { Route, RoutingView } from "../contract/strategy.ts";
import type { Target } from "../contract/target.ts";

export interface Drawing {
  random(): number;
  now(): number;
  /** Advance the nodes' counters: true for a call, false for a look. */
  readonly advance: boolean;
}

/** Reads a route's tree in the order its strategies give: first the choice, then the fallback chain. Lazy; each target once. */
export function* drawPlan(route: Route, drawing: Drawing, drawn: Set<string> = new Set()): Generator<Target> {
  if (route.kind === "target") {
    if (drawn.has(route.target.id)) return;
    drawn.add(route.target.id);
    yield route.target;
    return;
  }
  const turn = route.turn.value;
  if (drawing.advance) route.turn.value = (turn + 1) % Number.MAX_SAFE_INTEGER;
  const view: RoutingView = { turn, random: drawing.random, now: drawing.now };
  for (const child of route.strategy.order(route.children, view)) yield* drawPlan(child, drawing, drawn);
}
