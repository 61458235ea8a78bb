import type { Route } from "../contract/strategy.ts";
import { canonicalJson } from "../lib/canonical-json.ts";
import { sha256 } from "../lib/hash.ts";

const hashes = new WeakMap<Route, string>();

/** A fingerprint of what a route stands for: its targets, their settings and how they are chosen. Computed once per route. */
export function routeHash(route: Route): string {
  const known = hashes.get(route);
  if (known !== undefined) return known;
  const hash = sha256(canonicalJson(outline(route)));
  hashes.set(route, hash);
  return hash;
}

function outline(route: Route): unknown {
  if (route.kind === "target") return [route.target.id, route.target.settings, route.weight];
  return [route.strategy.name, route.weight, route.children.map(outline)];
}
