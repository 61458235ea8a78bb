import type { Route, RoutingView, Strategy } from "../contract/strategy.ts";

/**
 * Draws children by weight: each pick falls on one of those left with a chance of its weight over theirs. Children of
 * weight 0 come after all others, as listed. Every pick looks once at each child left; nothing is sorted.
 */
export const weighted: Strategy = {
  name: "weighted",
  *order(children: readonly Route[], view: RoutingView) {
    const left = children.filter(({ weight }) => weight > 0);
    while (left.length > 0) {
      const index = draw(left, view.random());
      const chosen = left[index]!;
      const last = left.pop()!;
      if (index < left.length) left[index] = last;
      yield chosen;
    }
    for (const child of children) if (!(child.weight > 0)) yield child;
  },
};

function draw(left: readonly Route[], random: number): number {
  let total = 0;
  for (const { weight } of left) total += weight;
  let mark = random * total;
  for (let i = 0; i < left.length - 1; i += 1) {
    mark -= left[i]!.weight;
    if (mark < 0) return i;
  }
  return left.length - 1;
}
