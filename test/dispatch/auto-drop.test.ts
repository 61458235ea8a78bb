import type { RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { type Behaviour, completion, fail } from "../support/memory-provider.ts";
import { bench, body, ok, run } from "../support/router.ts";

const asked = { ...body, seed: 1, top_k: 5, temperature: 0.5 };

/** Refuses these parameters, one at a time, by the names that its wire has for them. */
function picky(refused: Readonly<Record<string, string>>): Behaviour {
  return (request) => {
    const field = Object.keys(refused).find((name) => name in request);
    if (field === undefined) return completion("hello");
    return fail(400, { code: "unsupported_parameter", param: refused[field] });
  };
}

function dropping(behaviour: Behaviour, target: object = {}, options: RouterOptions = {}) {
  const chat = [{ target: "a/m", compat: { autoDrop: true }, ...target }, "b/m"];
  return bench({ a: behaviour, b: ok }, { models: { chat }, ...options });
}

const warnings = (completion: { x_llmux: { warnings: readonly { code: string; param?: string }[] } } | undefined) =>
  completion?.x_llmux.warnings.flatMap(({ code, param }) => (code === "dropped_param" ? [[code, param]] : []));

describe("compat.autoDrop", () => {
  it("asks again at once without what was refused, each once, and says so", async () => {
    const { clock, create, providers } = dropping(picky({ seed: "random_seed", top_k: "generation_config.topK" }));
    const { value, ms } = await run(clock, create(asked));
    expect(value?.x_llmux.target).toBe("a/m");
    expect(value?.x_llmux.attempts.map(({ fault }) => fault?.kind)).toEqual(["unsupported", "unsupported", undefined]);
    expect(providers.a.calls.map(({ request }) => Object.keys(request))).toEqual([
      ["model", "messages", "seed", "top_k", "temperature"],
      ["model", "messages", "top_k", "temperature"],
      ["model", "messages", "temperature"],
    ]);
    expect(warnings(value)).toEqual([
      ["dropped_param", "seed"],
      ["dropped_param", "top_k"],
    ]);
    expect(new Set(providers.a.calls.map(({ context }) => context.idempotencyKey)).size).toBe(3);
    expect(ms).toBe(0);
  });

  it("drops what the target's own `params` have added", async () => {
    const { clock, create } = dropping(picky({ seed: "seed" }), { params: { seed: 3 } });
    expect((await run(clock, create(body))).value?.x_llmux.target).toBe("a/m");
  });

  it("says nothing of what it has no time left to leave out", async () => {
    const late: Behaviour = async (request) => {
      await new Promise<void>((resolve) => void made.clock.setTimeout(resolve, 970));
      return picky({ seed: "seed" })(request, {} as never) as never;
    };
    const made = dropping(late, {}, { models: { chat: [{ target: "a/m", compat: { autoDrop: true } }] } });
    const { error } = await run(made.clock, made.create(asked, { deadlineMs: 1000 }));
    expect(error?.attempts).toHaveLength(1);
    expect(error?.report?.warnings).toEqual([]);
  });

  it.each<[string, Behaviour, object, RouterOptions]>([
    ["it is off", picky({ seed: "seed" }), { compat: {} }, {}],
    ["no repeats are left", picky({ seed: "seed" }), {}, { retry: { maxRetries: 0 } }],
    [
      "the field is still refused without it",
      () => fail(400, { code: "unsupported_parameter", param: "logit_bias" }),
      {},
      {},
    ],
    ["the question would be another", picky({ messages: "messages" }), {}, {}],
    ["nothing says which it was", () => fail(400, { code: "unsupported_parameter" }), {}, {}],
  ])("moves on to the next target where %s", async (_, behaviour, target, options) => {
    const { clock, create, providers } = dropping(behaviour, target, options);
    const { value } = await run(clock, create(asked));
    expect([providers.a.calls.length, value?.x_llmux.target]).toEqual([1, "b/m"]);
    expect(warnings(value)).toEqual([]);
  });

  it("does not drop under strict: a warning is an error there", async () => {
    const { clock, create, providers } = dropping(picky({ seed: "seed" }), {}, { strict: true });
    await run(clock, create(asked));
    expect(providers.a.calls.length).toBe(1);
  });
});
