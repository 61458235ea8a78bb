import { createRouter } from "llmux";

/** One for the whole server. It reads no key before the first call, so `next build` needs none. */
export const router = createRouter({
  models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"] },
});
