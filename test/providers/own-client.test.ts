import { createRouter } from "llmux";
import { describe, expect, it } from "vitest";

describe("a client of the caller's own that is none", () => {
  it.each([
    ["openai", "chat.completions.create", "openai"],
    ["anthropic", "messages.create", "@anthropic-ai/sdk"],
    ["gemini", "models.generateContent", "@google/genai"],
  ])("%s: is told from a failing provider", async (name, method, sdk) => {
    for (const client of [{}, { chat: null, messages: { create: 1 }, getGenerativeModel: {} }]) {
      const router = createRouter({ providers: { [name]: { client } } });
      const call = router.chat.completions.create({ model: `${name}/m`, messages: [{ role: "user", content: "hi" }] });
      const error = await call.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        kind: "config",
        attempts: [],
        message: expect.stringContaining(
          `providers.${name}.client has no ${method}; pass an instance of the client of the package ${sdk}`,
        ),
      });
      await router.close();
    }
  });
});
