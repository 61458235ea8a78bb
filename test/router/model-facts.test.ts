import { type ChatRequest, createRouter, type RouterOptions } from "llmux";
import { simulate } from "llmux/testing";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { CATALOGUE } from "../../src/data/prices.ts";

const sim = await simulate();
beforeEach(() => sim.reset());
afterAll(() => sim.close());

async function ask(model: string, body: Partial<ChatRequest>, options: RouterOptions = {}) {
  await using router = createRouter({ providers: sim.providers, ...options });
  const messages = [{ role: "user" as const, content: "hi" }];
  const { x_llmux } = await router.chat.completions.create({ model, messages, ...body, stream: false });
  return x_llmux;
}

const sent = (name: "openai" | "anthropic" | "gemini") => sim[name].requests[0]!.body as Record<string, never>;
const words = (count: number) => [{ role: "user" as const, content: "a ".repeat(count) }];
const clamped = (param: string) => expect.objectContaining({ code: "clamped_param", param });

describe("an output limit above the model's", () => {
  it.each([
    ["openai/gpt-4o", "openai", "max_tokens", 16_384],
    ["anthropic/claude-haiku-4-5", "anthropic", "max_tokens", 64_000],
    ["anthropic/claude-of-tomorrow", "anthropic", "max_tokens", 128_000],
    ["gemini/gemini-3.8-flash", "gemini", "max_tokens", 65_536],
  ] as const)("%s is clamped, with a warning", async (model, name, param, most) => {
    expect((await ask(model, { [param]: 1_000_000 })).warnings).toContainEqual(clamped(param));
    const body = sent(name) as { max_tokens?: number; generationConfig?: { maxOutputTokens: number } };
    expect(body.generationConfig?.maxOutputTokens ?? body.max_tokens).toBe(most);
  });

  it("is the user's to correct, for the router or a target", async () => {
    const modelFacts = { "anthropic/claude-opus-5-5": { maxOutputTokens: 200_000 } };
    const { warnings } = await ask("anthropic/claude-opus-5-5", { max_tokens: 150_000 }, { modelFacts });
    expect(warnings).not.toContainEqual(clamped("max_tokens"));
    expect(sent("anthropic").max_tokens).toBe(150_000);
    sim.reset();
    const models = { chat: { target: "anthropic/claude-opus-5-5", modelFacts: { maxOutputTokens: 1_000 } } };
    await ask("chat", {}, { models, modelFacts });
    expect(sent("anthropic").max_tokens).toBe(1_000);
  });
});

describe("a conversation", () => {
  it("with more words than fit skips the target, and one that might fit does not", async () => {
    const models = { chat: ["openai/gpt-4", "openai/gpt-4o"] };
    const long = await ask("chat", { messages: words(8_193) }, { models });
    expect(long.target).toBe("openai/gpt-4o");
    expect(long.skipped).toEqual([
      {
        target: "openai/gpt-4",
        reason: expect.stringContaining("context_length: openai/gpt-4: the messages are longer"),
      },
    ]);
    expect((await ask("chat", { messages: words(8_192) }, { models })).target).toBe("openai/gpt-4");
  });

  it("that fits nowhere is an error before the network", async () => {
    const error = ask("openai/gpt-4", { messages: words(9_000) });
    await expect(error).rejects.toMatchObject({ kind: "context_length", status: 400, attempts: [] });
    expect(sim.openai.count).toBe(0);
  });
});

describe("what a model has not", () => {
  const modelFacts = { "openai/plain": { tools: false, structuredOutput: false, input: ["text" as const] } };
  const image = { type: "image_url" as const, image_url: { url: "data:image/png;base64,AA==" } };
  it.each<[string, Partial<ChatRequest>]>([
    ["functions", { tools: [{ type: "function", function: { name: "f" } }] }],
    ["JSON schemas", { response_format: { type: "json_schema", json_schema: { name: "s", schema: {} } } }],
    ["image input", { messages: [{ role: "user", content: [image] }] }],
  ])("%s: skips it", async (what, body) => {
    const models = { chat: ["openai/plain", "openai/gpt-5.5"] };
    const { target, skipped } = await ask("chat", body, { models, modelFacts });
    expect(target).toBe("openai/gpt-5.5");
    expect(skipped).toMatchObject([{ target: "openai/plain", reason: expect.stringContaining(`takes no ${what}`) }]);
  });

  it("is checked for its form, and its name", () => {
    const wrong = (given: object) => () => createRouter({ modelFacts: given as never });
    expect(wrong({ "openai/x": { contextTokens: 0 } })).toThrow(
      'modelFacts["openai/x"].contextTokens: expected tokens',
    );
    expect(wrong({ "opnai/x": {} })).toThrow('no provider "opnai"; did you mean "openai/x"?');
  });
});

it("windows are known for 171 priced models and more", () => {
  const rows = Object.values(CATALOGUE.rows).flatMap((text) => text.split("\n").map((row) => row.split(";")));
  expect(rows.filter(([, window, price]) => window && price).length).toBeGreaterThanOrEqual(171);
});
