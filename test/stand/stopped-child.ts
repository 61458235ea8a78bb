import { createRouter, isLlmuxError } from "llmux";

// A long-lived process that asks for its parent, who stops it with SIGSTOP in between: `stopped-child.ts <base URLs> <ttl>`.
const [urls = "{}", ttl = "0"] = process.argv.slice(2);
const { openai, anthropic, gemini, plain } = JSON.parse(urls) as Record<string, string>;
const ttlMs = Number(ttl);

let fetched = 0;
const router = createRouter({
  providers: {
    openai: { apiKey: "-", baseURL: openai! },
    anthropic: { apiKey: "-", baseURL: anthropic! },
    gemini: { apiKey: () => ({ key: `key-${++fetched}`, expiresAt: Date.now() + ttlMs }), baseURL: gemini! },
    plain: { kind: "openai", apiKey: "-", baseURL: plain! },
  },
  breaker: { consecutiveFailures: 1, resetTimeoutMs: ttlMs },
  cache: { ttlMs },
});

/** One call as it ended. */
export interface Ended {
  readonly asked: string;
  readonly kind?: string;
  readonly cache?: string;
  readonly attempts: readonly { readonly status: string; readonly latencyMs: number }[];
  /** From its beginning to its end, by this process's clock. */
  readonly tookMs: number;
  readonly circuit?: string | undefined;
  readonly fetched: number;
}

process.on("message", async ({ model, text }: { model: string; text: string }) => {
  const from = Date.now();
  const messages = [{ role: "user" as const, content: text }];
  const end = await router.chat.completions.create({ model, messages }).then(
    ({ x_llmux: { cache, attempts } }) => ({ cache, attempts }),
    (error: unknown) => {
      if (!isLlmuxError(error)) throw error;
      return { kind: error.kind, attempts: error.attempts };
    },
  );
  const { circuit } = router.health().targets[model] ?? {};
  process.send!({ asked: text, ...end, tookMs: Date.now() - from, circuit, fetched } satisfies Ended);
});
process.on("disconnect", () => process.exit());
process.send!("ready");
