import { createRouter } from "llmux";
import { expect, it } from "vitest";
import { chunks, completion, fail, memoryProvider } from "../support/memory-provider.ts";

const messages = [{ role: "user" as const, content: "hi" }];

it("falls back", async () => {
  const a = memoryProvider(() => fail(503));
  const b = memoryProvider(() => completion("hello"));
  const router = createRouter({ providers: { a, b }, models: { chat: ["a/m", "b/m"] } });
  const answer = await router.chat.completions.create({ model: "chat", messages });
  console.dir(answer, { depth: 9 });
  expect(answer.choices[0]!.message.content).toBe("hello");
});

it("streams", async () => {
  const a = memoryProvider(() => chunks());
  const b = memoryProvider(() => chunks("hel", "lo"));
  const router = createRouter({ providers: { a, b }, models: { chat: ["a/m", "b/m"] } });
  const stream = await router.chat.completions.create({ model: "chat", messages, stream: true });
  for await (const c of stream) console.log(JSON.stringify(c));
  console.log(await stream.settled);
});
it("bad options", async () => {
  expect(() => createRouter({ modles: {}, timeouts: { idelMs: 3 }, providers: { opnai: {} , openai: { apikey: "x" }}, models: { chat: ["opnai/x", { target: "openai/y", wieght: 3 }], a: "b", b: "a" , c: "openia/x"}, breaker: { volumeThreshold: 0 }, hedge: {}, on: { "call.ends": () => {} } } as never)).toThrowErrorMatchingInlineSnapshot(`
    [LlmuxError: createRouter() got 10 wrong fields:
      timeouts.idelMs: unknown option; did you mean idleMs?
      breaker.volumeThreshold: expected 1 or more, got 0
      on["call.ends"]: unknown option; did you mean call.end?
      modles: unknown option; did you mean models?
      providers.opnai.kind: missing: "openai" (any compatible endpoint), "anthropic" or "gemini"
      providers.openai.apikey: unknown option; did you mean apiKey?
      models.chat[1].wieght: unknown option; did you mean weight?
      models.a: aliases form a cycle: a → b → a
      models.b: aliases form a cycle: b → a → b
      models.c: no provider "openia"; did you mean openai/x?]
  `);
});
