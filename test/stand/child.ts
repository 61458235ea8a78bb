import { writeHeapSnapshot } from "node:v8";
import { type ChatRequest, createRouter } from "../../src/index.ts";
import { MODELS, PROVIDERS, type ProviderName } from "./upstreams.ts";

// Run as a process of its own over providers of its parent: `exit` ends without closing anything, `heap` writes its memory to a file.
const [task = "", urls = "{}", file = ""] = process.argv.slice(2);
const baseURLs = JSON.parse(urls) as Record<ProviderName, string>;

/** Nowhere in this process but where it is used: the parts are joined anew for every attempt. */
const secretOf = (provider: string) => ["secret", provider, process.pid * 7_919].join("~");
/** Proves that a string which is kept would be found. */
const kept = ["kept", process.pid * 7_919].join("~");

/** Errors and answers are kept, as a caller's log might. */
const held: unknown[] = [];

async function useAll(): Promise<ReturnType<typeof createRouter>> {
  const router = createRouter({
    providers: Object.fromEntries(
      PROVIDERS.map((name) => [name, { baseURL: baseURLs[name], apiKey: () => secretOf(name) }]),
    ),
    retry: { maxRetries: 0 },
  });
  const prompts = ["well", "status_500", "key_echo", "cut_mid_stream", "reset_before_response"];
  for (const provider of PROVIDERS) {
    for (const content of prompts) {
      for (const stream of [false, true])
        await use(router, { model: MODELS[provider], stream, messages: [{ role: "user", content }] });
    }
    router.breaker(MODELS[provider]).close();
  }
  return router;
}

async function use(router: ReturnType<typeof createRouter>, body: ChatRequest): Promise<void> {
  if (typeof body.model === "string") router.breaker(body.model).close();
  try {
    const answer = await router.chat.completions.create(body);
    if (Symbol.asyncIterator in answer) for await (const chunk of answer) held.push(chunk);
    held.push(answer);
  } catch (error) {
    held.push(error);
  }
}

const router = await useAll();
if (task === "heap") {
  for (let i = 0; i < 5; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    (globalThis as { gc?: () => void }).gc?.();
  }
  writeHeapSnapshot(file);
}
// The router is still in use, as in a server that waits for its next request.
process.stdout.write(
  JSON.stringify({ endedAt: Date.now(), held: held.length, kept, targets: router.health().targets !== undefined }),
);
