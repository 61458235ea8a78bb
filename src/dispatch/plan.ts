import type { Hedge } from "../contract/hedge.ts";
import type { Route, RoutingView, StrategyNode } from "../contract/strategy.ts";
import type { Target } from "../contract/target.ts";

export interface Drawing {
  random(): number;
  now(): number;
  /** Advance the nodes' counters: true for a call, false for a look. */
  readonly advance: boolean;
  /** How the targets drawn so far are hedged, where a node says so. */
  hedges?: Map<string, Hedge>;
}

/**
 * Reads a route's tree in the order its strategies give: first the choice, then the fallback chain. Lazy; each target once,
 * and each node's counter advanced once, however often the tree comes by.
 */
export function drawPlan(route: Route, drawing: Drawing): Generator<Target> {
  return draw(route, drawing, { ids: new Set(), turns: new Map() }, undefined);
}

interface Drawn {
  readonly ids: Set<string>;
  /** What a node's counter was for this call. */
  readonly turns: Map<StrategyNode["turn"], number>;
}

/** `hedge`: what the nodes above say, the nearest one. */
function* draw(route: Route, drawing: Drawing, drawn: Drawn, hedge: Hedge | undefined): Generator<Target> {
  if (route.kind === "target") {
    if (drawn.ids.has(route.target.id)) return;
    drawn.ids.add(route.target.id);
    if (hedge !== undefined) {
      drawing.hedges ??= new Map();
      drawing.hedges.set(route.target.id, hedge);
    }
    yield route.target;
    return;
  }
  const view: RoutingView = { turn: turnOf(route, drawing, drawn), random: drawing.random, now: drawing.now };
  const near = route.hedge ?? hedge;
  for (const child of route.strategy.order(route.children, view)) {
    if (route.sameModel === undefined) yield* draw(child, drawing, drawn, near);
    else yield* withSameModel(draw(child, drawing, drawn, near), route.sameModel, { ids: drawn.ids, drawing });
  }
}

/** Each target, then the others with its model. */
function* withSameModel(
  targets: Iterable<Target>,
  sameModel: NonNullable<StrategyNode["sameModel"]>,
  { ids, drawing }: { ids: Drawn["ids"]; drawing: Drawing },
): Generator<Target> {
  for (const target of targets) {
    const hedge = drawing.hedges?.get(target.id);
    yield target;
    for (const other of sameModel.get(target.id) ?? []) {
      if (ids.has(other.id)) continue;
      ids.add(other.id);
      if (hedge !== undefined) drawing.hedges?.set(other.id, hedge);
      yield other;
    }
  }
}

function turnOf({ turn }: StrategyNode, { advance }: Drawing, { turns }: Drawn): number {
  const known = turns.get(turn);
  if (known !== undefined) return known;
  const value = turn.value;
  turns.set(turn, value);
  if (advance) turn.value = (value + 1) % Number.MAX_SAFE_INTEGER;
  return value;
}
