import { describe, expect, it } from "vitest";
import { compose } from "../../src/lib/compose.ts";

type Layer = (context: string, next: (context: string) => Promise<string>) => Promise<string>;

const mark =
  (name: string): Layer =>
  async (context, next) =>
    `${name}(${await next(`${context}${name}`)})`;

describe("compose", () => {
  it("puts the first layer outermost, and hands on what each passes to next", async () => {
    const ring = compose([mark("a"), mark("b")], async (context) => `core:${context}`);
    await expect(ring(">")).resolves.toBe("a(b(core:>ab))");
  });

  it("is the core alone without layers", async () => {
    await expect(compose([], async (context: string) => context)("x")).resolves.toBe("x");
  });

  it("lets a layer answer itself", async () => {
    const ring = compose<string, string>([async () => "mine"], () => Promise.reject(new Error("core was asked")));
    await expect(ring("x")).resolves.toBe("mine");
  });

  it("calls many times over, each with its own next", async () => {
    const ring = compose([mark("a")], async (context) => context);
    await expect(Promise.all([ring("1"), ring("2")])).resolves.toEqual(["a(1a)", "a(2a)"]);
  });
});
