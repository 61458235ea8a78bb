import "../../src/data/prices.ts";
import { createRouter, isLlmuxError } from "llmux";
import { describe, expect, it } from "vitest";
import { bench, body, messages, ok, run } from "../support/router.ts";

const eu = { kind: "openai", baseURL: "https://x/v1", region: "eu" } as const;
const router = createRouter({
  providers: { eu },
  models: {
    chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5"],
    careful: { target: "openai/o5", name: "careful" },
    near: "eu/gpt-5.5",
  },
});

function complaint(id: string): string {
  try {
    router.breaker(id);
  } catch (error) {
    if (isLlmuxError(error) && error.kind === "config" && error.code === "unknown_target") return error.message;
    throw error;
  }
  return "fine";
}

describe("router.breaker", () => {
  it.each([
    ["nope/x", 'router.breaker("nope/x"): no provider "nope"; add providers.nope, with kind and baseURL'],
    ["opnai/gpt-5.5", 'router.breaker("opnai/gpt-5.5"): no such target; did you mean openai/gpt-5.5?'],
    ["openai/o5", 'router.breaker("openai/o5"): circuits are kept by the whole id: there is openai/o5#careful'],
    ["openai/o5#carefull", expect.stringContaining("there is openai/o5#careful")],
    ["openai/o9#x", 'router.breaker("openai/o9#x"): no such target; did you mean openai/o9?'],
    ["eu/gpt-5.5", 'router.breaker("eu/gpt-5.5"): circuits are kept by the whole id: there is eu/gpt-5.5@eu'],
    ["eu/other", 'router.breaker("eu/other"): no such target; did you mean eu/other@eu?'],
    ["eu/other@us", 'router.breaker("eu/other@us"): no such target; did you mean eu/other@eu?'],
    ["gpt-5.5", 'router.breaker("gpt-5.5"): no such target; did you mean openai/gpt-5.5?'],
    ["chat", 'router.breaker("chat"): no such target; did you mean openai/gpt-5.5 or anthropic/claude-opus-5-5?'],
    ["", expect.stringContaining("neither an alias nor provider/model")],
    [undefined as never, expect.stringContaining("expected a target's id, a string")],
  ])("%j is no target: says so, and makes no circuit", (id, message) => {
    const before = router.health();
    expect(complaint(id)).toEqual(message);
    expect(router.health()).toEqual(before);
  });

  it.each([
    "openai/gpt-5.5",
    "openai/o5#careful",
    "eu/gpt-5.5@eu",
    "eu/never-asked@eu",
    "gemini/never-asked",
    "openai/@cf/meta/llama",
    "anthropic/claude@20260101",
  ])("%s is one, asked before or not", (id) => {
    expect(complaint(id)).toBe("fine");
  });

  it("isolates a target before its first call", async () => {
    const made = bench({ a: ok, b: ok }, { models: {} });
    made.router.breaker("a/m").isolate();
    const { value } = await run(made.clock, made.create({ models: ["a/m", "b/m"], messages }));
    expect(value?.x_llmux.target).toBe("b/m");
  });

  it("knows a target that has been asked, whatever it is called", async () => {
    const made = bench({ a: ok }, { models: { chat: { target: "a/m", name: "x" } } });
    await run(made.clock, made.create(body));
    await run(made.clock, made.create({ ...body, model: "a/m" }));
    expect(() => made.router.breaker("a/m")).not.toThrow();
  });

  it("says first that breakers are turned off", () => {
    expect(() => createRouter({ breaker: false }).breaker("nope/x")).toThrow("breakers are turned off");
  });
});
