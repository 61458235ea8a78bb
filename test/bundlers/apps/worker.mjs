import { createRouter } from "llmux";

// One for all requests of the isolate. Addresses and keys are put in by the build.
const { OPENAI, ANTHROPIC, GEMINI, VAULT } = ADDRESSES;
const router = createRouter({
  providers: {
    openai: { apiKey: "-", baseURL: OPENAI },
    anthropic: { apiKey: "-", baseURL: ANTHROPIC },
    gemini: { apiKey: "-", baseURL: GEMINI },
    held: {
      kind: "openai",
      baseURL: OPENAI,
      apiKey: async () => (await fetch(VAULT)).text(),
      concurrency: { max: 1, queueMax: 10, queueTimeoutMs: 5000 },
    },
  },
  models: { chat: ["openai/gpt-5.5", "anthropic/claude-opus-5-5", "gemini/gemini-3.8-flash"] },
  cache: true,
});
const handler = router.handler({ authenticate: () => ({ grants: ["direct"] }) });

export default {
  async fetch(request, _env, context) {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/v1/")) return await handler(request);
    if (url.pathname === "/health") return Response.json(router.health());
    const model = url.searchParams.get("model");
    const content = url.searchParams.get("say");
    const options = { signal: request.signal, waitUntil: (work) => context.waitUntil(work) };
    try {
      const answer = await router.chat.completions.create({ model, messages: [{ role: "user", content }] }, options);
      return Response.json({ text: answer.choices[0].message.content, cache: answer.x_llmux.cache });
    } catch (error) {
      return Response.json({ kind: error.kind, message: error.message }, { status: 500 });
    }
  },
};
