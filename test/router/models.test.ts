import { createRouter } from "llmux";
import { describe, expect, it } from "vitest";
import { fakeClock } from "../support/fake-clock.ts";

const router = createRouter({
  models: {
    chat: ["openai/gpt-5.5", { target: "anthropic/claude-opus-5", region: "eu" }],
    vectors: [{ target: "openai/text-embedding-3-small", name: "a" }, "openai/text-embedding-3-small"],
  },
  clock: fakeClock(5_500),
});
const model = (id: string, owned_by: string) => ({ id, object: "model", created: 5, owned_by });

describe("router.models", () => {
  it("lists aliases first, then each configured provider/model once", async () => {
    const { object, data } = await router.models.list();
    expect(object).toBe("list");
    expect(data).toEqual([
      model("chat", "llmux"),
      model("vectors", "llmux"),
      model("openai/gpt-5.5", "openai"),
      model("anthropic/claude-opus-5", "anthropic"),
      model("openai/text-embedding-3-small", "openai"),
    ]);
  });

  it("gives a list that can be iterated, and is plain data beside that", async () => {
    const list = await router.models.list();
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    expect(ids).toEqual(list.data.map(({ id }) => id));
    expect(Object.keys(JSON.parse(JSON.stringify(list)))).toEqual(["object", "data"]);
  });

  it("retrieves an alias, a target, and any model that a call could name", async () => {
    expect(await router.models.retrieve("chat")).toEqual(model("chat", "llmux"));
    expect(await router.models.retrieve("openai/gpt-5.5")).toEqual(model("openai/gpt-5.5", "openai"));
    expect(await router.models.retrieve("groq/another")).toEqual(model("groq/another", "groq"));
    expect(await router.models.retrieve("gpt-5.5-mini")).toEqual(model("gpt-5.5-mini", "openai"));
  });

  it("rejects a name that is none, with the near ones", async () => {
    await expect(router.models.retrieve("chta")).rejects.toMatchObject({
      kind: "model_not_found",
      status: 404,
      message: expect.stringContaining("did you mean chat?"),
    });
  });
});
