import type { Hedge } from "./hedge.ts";
import type { Target } from "./target.ts";

/** A place in a route: a target, or a strategy over further places. Made once, at construction. */
export type Route = TargetNode | StrategyNode;

export interface TargetNode {
  readonly kind: "target";
  readonly target: Target;
  readonly weight: number;
}

export interface StrategyNode {
  readonly kind: "strategy";
  readonly strategy: Strategy;
  readonly children: readonly Route[];
  readonly weight: number;
  /** By a target's id, those with the same model in other regions or at other providers: asked right after it. */
  readonly sameModel?: ReadonlyMap<string, readonly Target[]>;
  /** This node's counter, advanced once a call. */
  readonly turn: { value: number };
  /** For the targets below, unless a nearer node says otherwise. */
  readonly hedge?: Hedge;
}

/** What a strategy may look at. */
export interface RoutingView {
  /** The node's own counter: 0 for the first call. */
  readonly turn: number;
  /** In [0, 1), injected. */
  random(): number;
  /** Unix milliseconds, injected. */
  now(): number;
}

/** Orders a node's children for one call: pure and lazy, first the choice, then the fallback chain. */
export interface Strategy {
  readonly name: string;
  order(children: readonly Route[], view: RoutingView): Iterable<Route>;
}
