import type { ChatRequest, RouterOptions } from "llmux";
import { describe, expect, it } from "vitest";
import { bench, messages, ok } from "../support/router.ts";

type Models = NonNullable<RouterOptions["models"]>;

/** What a router with these models would ask, by model name or list of names. */
function planner(models: Models, options: RouterOptions = {}) {
  const { router } = bench({ a: ok, b: ok, c: ok, openai: ok }, { models, ...options });
  return async (wanted: string | Partial<ChatRequest>) => {
    const body = { messages, ...(typeof wanted === "string" ? { model: wanted } : wanted) } as ChatRequest;
    return (await router.explain(body)).plan;
  };
}

const broken = (models: unknown) => () => bench({ a: ok, b: ok }, { models: models as Models });

describe("a model name", () => {
  const plan = planner({ chat: "a/m", "a/known": "b/m", "gpt-5.5": "c/m", nested: ["chat", "b/x"] });

  it.each([
    ["chat", ["a/m"], "an alias"],
    ["a/known", ["b/m"], "an alias, even where it looks like a target"],
    ["gpt-5.5", ["c/m"], "an alias, even where it looks like a known id"],
    ["a/other", ["a/other"], "provider/model"],
    ["openai/org/model", ["openai/org/model"], "provider/model at the first slash"],
    ["gpt-4o", ["openai/gpt-4o"], "a known id of one provider"],
    ["nested", ["a/m", "b/x"], "an alias of an alias"],
  ])("%s gives %j: %s", async (name, expected) => expect(await plan(name)).toEqual(expected));

  it.each([
    ["chatt", 'model: "chatt" is neither an alias nor provider/model; did you mean chat?'],
    ["llama-9", 'model: "llama-9" is neither an alias nor provider/model; aliases are chat, a/known, gpt-5.5, nested'],
    ["opnai/x", 'model: no provider "opnai"; did you mean openai/x?'],
    ["zzzzzz/x", 'model: no provider "zzzzzz"; add providers.zzzzzz, with kind and baseURL'],
    ["openai/", 'model: "openai/" names no model; write provider/model'],
    ["/x", 'model: "/x" is neither an alias nor provider/model; aliases are chat, a/known, gpt-5.5, nested'],
  ])("%s is refused", async (name, message) => {
    await expect(plan(name)).rejects.toMatchObject({
      kind: "model_not_found",
      status: 404,
      code: "model_not_found",
      message,
    });
  });

  it("in the body's list makes the chain, `model` in front unless it is in it", async () => {
    expect(await plan({ models: ["a/x", "chat"] })).toEqual(["a/x", "a/m"]);
    expect(await plan({ model: "b/y", models: ["a/x", "chat"] })).toEqual(["b/y", "a/x", "a/m"]);
    expect(await plan({ model: "chat", models: ["a/x", "chat"] })).toEqual(["a/x", "a/m"]);
    expect(await plan({ models: ["nested"] })).toEqual(["a/m", "b/x"]);
  });

  it.each<[object, string]>([
    [{ models: ["chat", "nope"] }, "models[1]"],
    [{ model: "chat", models: ["a/x", "nope"] }, "models[1]"],
    [{ model: "chat", models: ["nope"] }, "models[0]"],
    [{ model: "nope", models: ["chat"] }, "model"],
    [{ models: ["nope"] }, "models[0]"],
  ])("%j names the field that is wrong", async (names, param) => {
    await expect(plan(names)).rejects.toMatchObject({
      kind: "model_not_found",
      param,
      message: expect.stringMatching(new RegExp(`^${param.replace(/[[\]]/g, "\\$&")}: "nope" is neither`)),
    });
  });
});

describe("an alias", () => {
  it.each<[unknown, string]>([
    [{ a: "a" }, "models.a: aliases form a cycle: a → a"],
    [{ a: ["b"], b: { strategy: "weighted", of: ["a/m", "a"] } }, "models.a: aliases form a cycle: a → b → a"],
    [{ a: "b", b: "c", c: "b" }, "aliases form a cycle: a → b → c → b"],
    [{ chat: ["b/gpt-4o", "gpt4o"] }, '"gpt4o" is neither an alias nor provider/model; did you mean b/gpt-4o?'],
    [{ a: ["b/m", "nope"] }, 'models.a[1]: "nope" is neither an alias nor provider/model'],
    [
      { chat: "caht", cat: "a/m" },
      'models.chat: "caht" is neither an alias nor provider/model; did you mean chat or cat?',
    ],
    [{ a: { strategy: "order", of: ["a/m", ["nobody/x"]] } }, 'models.a.of[1][0]: no provider "nobody"'],
  ])("%j is refused", (models, message) => expect(broken(models)).toThrow(message));

  it("may stand in several places, and nest without limit", async () => {
    const plan = planner({ x: ["a/m", "b/m"], y: ["x", "c/m"], z: ["y", "x", ["c/m", ["a/n", "y"]]] });
    expect(await plan("z")).toEqual(["a/m", "b/m", "c/m", "a/n"]);
  });
});

describe("a target's identity", () => {
  it.each<[string, unknown]>([
    ["two settings", { x: { target: "a/m", params: { seed: 1 } }, y: { target: "a/m", params: { seed: 2 } } }],
    ["settings, then none", { x: { target: "a/m", params: { seed: 1 } }, y: "a/m" }],
    ["none, then settings", { x: ["a/m", { target: "a/m", params: { seed: 1 } }] }],
  ])("with %s needs a name", (_, models) => {
    expect(broken(models)).toThrow(
      "a/m appears elsewhere with other settings; give one of them a `name`, or refer to its alias",
    );
  });

  it("with the same settings does not, in whatever order they are written; a weight is none of them", async () => {
    const one = { target: "a/m", params: { seed: 1, top_p: 1 }, drop: ["stop"] };
    const same = { target: "a/m", weight: 3, drop: ["stop"], params: { top_p: 1, seed: 1 } };
    expect(await planner({ x: one, y: [same, "b/m"] })("y")).toEqual(["a/m", "b/m"]);
    expect(await planner({ x: [{ target: "a/m", weight: 2 }, "a/m"] })("x")).toEqual(["a/m"]);
  });

  it("shows its name and region", async () => {
    const memory = { name: "x", complete: async () => ({}) as never, stream: async () => [] as never };
    const providers = { a: memory, eu: { kind: "openai", baseURL: "https://x/v1", region: "eu-west" } } as const;
    const plan = planner(
      {
        x: [
          "a/m",
          { target: "a/m", name: "cold", params: { temperature: 0 } },
          { target: "a/m", region: "us" },
          "eu/m",
          { target: "eu/m", region: "eu-north" },
        ],
      },
      { providers },
    );
    expect(await plan("x")).toEqual(["a/m", "a/m#cold", "a/m@us", "eu/m@eu-west", "eu/m@eu-north"]);
    expect(await plan("eu/m")).toEqual(["eu/m@eu-west"]);
    expect(await plan("a/m#cold")).toEqual(["a/m#cold"]);
  });

  it("brings its settings along when a request names it", async () => {
    const models = { chat: { target: "a/m", params: { temperature: 0.3 } } };
    const { router, providers } = bench({ a: ok }, { models });
    await router.chat.completions.create({ model: "a/m", messages });
    await router.chat.completions.create({ models: ["a/m", "a/x"], messages });
    await router.chat.completions.create({ model: "a/x", messages });
    expect(providers.a.calls.map((call) => call.request.temperature)).toEqual([0.3, 0.3, undefined]);
  });
});
