import { describe, expect, it } from "vitest";
import type { Route, Strategy, StrategyNode } from "../../src/contract/strategy.ts";
import { drawPlan } from "../../src/dispatch/plan.ts";
import { order } from "../../src/strategies/order.ts";
import { roundRobin } from "../../src/strategies/round-robin.ts";

const target = (id: string): Route => ({
  kind: "target",
  weight: 1,
  target: { id, provider: id, model: "m", settings: {} },
});
const node = (strategy: Strategy, ...children: Route[]): StrategyNode => ({
  kind: "strategy",
  strategy,
  children,
  weight: 1,
  turn: { value: 0 },
});
const draw = (route: Route, advance = true) =>
  [...drawPlan(route, { random: () => 0.5, now: () => 0, advance })].map(({ id }) => id);

describe("drawPlan", () => {
  it("reads the tree in order, each target once", () => {
    const route = node(
      order,
      target("a"),
      node(order, target("b"), target("a"), target("c")),
      target("b"),
      target("d"),
    );
    expect(draw(route)).toEqual(["a", "b", "c", "d"]);
  });

  it("advances a node's counter once a call, however often the tree comes by", () => {
    const rr = node(roundRobin, target("a"), target("b"));
    const route = node(order, rr, rr, target("c"));
    expect([draw(route), draw(route), draw(route)].map(([first]) => first)).toEqual(["a", "b", "a"]);
    expect(rr.turn.value).toBe(3);
  });

  it("a look advances nothing", () => {
    const rr = node(roundRobin, target("a"), target("b"));
    expect([draw(rr, false), draw(rr, false)]).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(rr.turn.value).toBe(0);
  });

  it("is lazy: one pick from many orders no more than it needs", () => {
    let ordered = 0;
    const counting: Strategy = {
      name: "counting",
      *order(children) {
        for (const child of children) {
          ordered += 1;
          yield child;
        }
      },
    };
    const many = node(counting, ...Array.from({ length: 1000 }, (_, i) => target(`t${i}`)));
    expect(drawPlan(many, { random: () => 0, now: () => 0, advance: true }).next().value?.id).toBe("t0");
    expect(ordered).toBe(1);
  });
});
